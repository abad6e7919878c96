# WORKDIR makes the directory, with its parents.
cat > Dockerfile <<'END'
FROM busybox:lab
WORKDIR /a/b/c
RUN pwd
END
docker build -t app .
docker run --rm app pwd
