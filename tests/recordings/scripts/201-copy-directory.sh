# A directory source gives its content, whatever the slashes.
mkdir -p src/sub
echo a > src/a
echo b > src/sub/b
cat > Dockerfile <<'END'
FROM busybox:lab
COPY src /one
COPY src/ /two/
COPY src/. /three
COPY src /home
END
docker build -t app .
docker run --rm app sh -c "find /one /two /three /home | sort"
