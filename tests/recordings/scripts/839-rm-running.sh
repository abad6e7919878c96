# A running container is not removed without force.
docker run -d --name c busybox:lab sleep 100
docker rm c
docker rm -f c
docker rm -f c
docker ps -a -q
