# A named volume outlives its containers, and starts with the image's files.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /data && echo image > /data/image
END
docker build -q -t app .
docker run --rm -v vol:/data app sh -c "ls /data; echo one > /data/one"
docker run --rm -v vol:/data app ls /data
docker run --rm -v vol:/other busybox:lab ls /other
docker volume ls
docker volume rm vol
