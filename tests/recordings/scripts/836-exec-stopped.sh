# exec needs a running container.
docker run --name c busybox:lab true
docker exec c true
echo $?
docker exec nothing true
