# --rm, --name, a name taken twice.
docker run --rm --name one busybox:lab true
docker run --name two busybox:lab true
docker run --name two busybox:lab true
docker ps -a --format "{{.Names}} {{.Status}}"
docker rm two
docker rm two
