# A detached container that ends at once.
docker run -d --name box busybox:lab sh -c 'echo hi; exit 2'
docker logs box
docker ps -a --format "{{.Names}} {{.Status}}"
docker inspect -f "{{.State.ExitCode}}" box
