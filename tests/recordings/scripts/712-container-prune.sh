# container prune removes what has stopped.
docker run --name one busybox:lab true
docker create --name two busybox:lab true
docker run -d --name three busybox:lab sleep 100
docker container prune -f
docker ps -a --format "{{.Names}}"
docker container rm -f three
