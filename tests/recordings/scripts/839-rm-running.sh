# A running container is not removed without force.
docker run -d --name box busybox:lab sleep 100
docker rm box
docker rm -f box
docker rm -f box
docker ps -a -q
