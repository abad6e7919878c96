# What a failed build of the classic builder leaves: containers, images.
printf 'FROM busybox:lab\nRUN echo 1 > /1\nRUN echo 2 && exit 4\n' > Dockerfile
docker build -t app .
echo $?
docker ps -a --format '{{.Image}} {{.Command}} {{.Status}}' --no-trunc
docker images -a --format '{{.Repository}}:{{.Tag}}'
docker build --rm=false -t app .
docker container prune -f
docker image prune -f
