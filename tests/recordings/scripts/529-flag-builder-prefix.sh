# Both builders in one script; each has its own cache.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo hi > /hi
END
DOCKER_BUILDKIT=1 docker build -t new .
DOCKER_BUILDKIT=0 docker build -t old .
DOCKER_BUILDKIT=1 docker build -t new .
DOCKER_BUILDKIT=0 docker build -t old .
docker images
