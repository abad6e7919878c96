# A user who does not exist: found out by the first RUN.
cat > Dockerfile <<'END'
FROM busybox:lab
USER ghost
RUN id
END
docker build -t app .
cat > Dockerfile <<'END'
FROM busybox:lab
USER ghost
END
docker build -t app .
docker run --rm app id
