# A file over a file, a directory into a directory.
mkdir -p d/sub
echo new > d/sub/f
echo a > a.txt
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir -p /d/sub && echo old > /d/sub/f && echo keep > /d/sub/keep && echo x > /x
COPY d /d
COPY a.txt /x
END
docker build -t app .
docker run --rm app cat /d/sub/f /d/sub/keep /x
