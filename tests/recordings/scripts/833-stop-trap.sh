# A program that listens to SIGTERM ends by itself.
docker run -d --name box busybox:lab sh -c 'trap "echo bye; exit 5" TERM; while true; do sleep 1; done'
docker stop -t 5 box
docker logs box
docker inspect -f "{{.State.ExitCode}}" box
