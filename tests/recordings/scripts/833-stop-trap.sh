# A program that listens to SIGTERM ends by itself.
docker run -d --name c busybox:lab sh -c 'trap "echo bye; exit 5" TERM; while true; do sleep 1; done'
docker stop -t 5 c
docker logs c
docker inspect -f "{{.State.ExitCode}}" c
