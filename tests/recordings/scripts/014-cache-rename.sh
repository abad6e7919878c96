# The name of the source is not in the copied content when the destination names the file.
echo one > a.txt
cat > Dockerfile <<END
FROM busybox:lab
COPY a.txt /x
RUN cat /x
END
docker build -t app .
mv a.txt b.txt
cat > Dockerfile <<END
FROM busybox:lab
COPY b.txt /x
RUN cat /x
END
docker build -t app .
