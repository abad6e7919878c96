# Swap USER and RUN.
cat > Dockerfile <<END
FROM busybox:lab
RUN id -u > /tmp/who
USER nobody
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
USER nobody
RUN id -u > /tmp/who
END
docker build -t app .
docker run --rm app cat /tmp/who
