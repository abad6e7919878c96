# exec needs a running container.
docker run --name box busybox:lab true
docker exec box true
echo $?
docker exec nothing true
