# A detached container that ends at once.
docker run -d --name c busybox:lab sh -c 'echo hi; exit 2'
docker logs c
docker ps -a --format "{{.Names}} {{.Status}}"
docker inspect -f "{{.State.ExitCode}}" c
