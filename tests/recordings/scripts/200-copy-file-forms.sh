# A file to a directory, to a new name, below a new directory.
echo hi > a.txt
cat > Dockerfile <<'END'
FROM busybox:lab
COPY a.txt /dir/
COPY a.txt /name
COPY a.txt /new/deep/name.txt
COPY a.txt /home
COPY ["a.txt", "/json form/"]
END
docker build -t app .
docker run --rm app cat /dir/a.txt /name /new/deep/name.txt /home/a.txt "/json form/a.txt"
