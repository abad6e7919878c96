# A file's content changes, then goes back to what it was.
echo one > a.txt
cat > Dockerfile <<END
FROM busybox:lab
RUN echo before
COPY a.txt /
RUN cat /a.txt
END
docker build -t app .
echo two > a.txt
docker build -t app .
echo one > a.txt
docker build -t app .
