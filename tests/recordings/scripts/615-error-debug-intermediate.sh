# builders: classic
# The classic builder leaves the last good step's image and the failed container.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo good > /good
RUN cat /missing
END
docker build -t app .
docker images -q > id
docker ps -a --format "{{.Command}} {{.Status}}"
docker images
