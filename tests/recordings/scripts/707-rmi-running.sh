# builders: buildkit
# An image that a running container uses, by name and by force.
cat > Dockerfile <<'END'
FROM busybox:lab
LABEL a=1
END
docker build -q -t app .
docker run -d --name box app sleep 100
docker rmi app
docker rmi -f app
docker ps --format "{{.Image}}"
docker rm -f box
