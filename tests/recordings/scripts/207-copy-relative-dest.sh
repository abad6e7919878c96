# A relative destination starts at WORKDIR.
echo a > a.txt
cat > Dockerfile <<'END'
FROM busybox:lab
COPY a.txt top
WORKDIR /app
COPY a.txt .
COPY a.txt sub/b.txt
COPY a.txt ../c.txt
COPY a.txt /abs.txt
END
docker build -t app .
docker run --rm app ls /top /app/a.txt /app/sub/b.txt /c.txt /abs.txt
