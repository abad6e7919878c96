# An image that a container uses.
cat > Dockerfile <<'END'
FROM busybox:lab
LABEL a=1
END
docker build -q -t app .
docker run --name box app true
docker rmi app
docker rmi -f app
docker images -a --format "{{.Repository}}"
docker rm box
