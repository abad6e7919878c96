# Several sources: the destination must end with a slash.
mkdir -p d
echo a > a.txt
echo b > b.txt
echo c > d/c.txt
cat > one.df <<'END'
FROM busybox:lab
COPY a.txt b.txt d /all/
END
cat > two.df <<'END'
FROM busybox:lab
COPY a.txt b.txt /all
END
docker build -t app -f one.df .
docker run --rm app sh -c "find /all | sort"
docker build -t app2 -f two.df .
