# stop and kill: the exit status tells the signal.
docker run -d --name c busybox:lab sleep 100
docker stop -t 1 c
docker inspect -f "{{.State.ExitCode}}" c
docker start c
docker kill c
docker inspect -f "{{.State.ExitCode}} {{.State.Status}}" c
docker kill c
docker stop c
