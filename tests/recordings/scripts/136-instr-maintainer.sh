# MAINTAINER sets the author.
cat > Dockerfile <<'END'
FROM busybox:lab
MAINTAINER Ada <ada@example.com>
RUN true
END
docker build -t app .
docker inspect --format "{{.Author}}" app
