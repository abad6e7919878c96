# VOLUME gives each container its own, removed with --rm.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /data && echo image > /data/image
VOLUME /data
END
docker build -q -t app .
docker run --rm app sh -c "ls /data; echo x > /data/x"
docker run --name box app ls /data
docker volume ls -q
docker rm -v box
docker volume ls -q
