# A rebuild leaves the old image without a name.
cat > Dockerfile <<'END'
FROM busybox:lab
ARG N=1
RUN echo $N > /n
END
docker build -q -t app .
docker build -q -t app --build-arg N=2 .
docker images
docker images -f dangling=true
docker images -q -f dangling=true
docker images -f dangling=false --format "{{.Repository}}"
docker image prune -f
docker images
