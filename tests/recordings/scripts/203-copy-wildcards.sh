# Wildcards.
mkdir -p d
echo 1 > a1.txt
echo 2 > a2.txt
echo 3 > b1.md
echo 4 > d/a3.txt
cat > Dockerfile <<'END'
FROM busybox:lab
COPY *.txt /star/
COPY a?.txt /question/
COPY [ab]1.* /class/
COPY */a3.txt /sub/
COPY d* /dirs/
END
docker build -t app .
docker run --rm app sh -c "find /star /question /class /sub /dirs | sort"
