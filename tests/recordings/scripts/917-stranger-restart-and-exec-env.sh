# restart, start of a finished container, and environment of exec.
docker run -d --name web -e A=1 busybox:lab sh -c 'echo up $A; sleep 60'
docker exec web sh -c 'echo $A $B'
docker exec -e B=2 -e A=3 web sh -c 'echo $A $B'
docker restart -t 0 web
docker logs web
docker inspect -f '{{.State.Running}} {{.RestartCount}}' web
docker stop -t 0 web
docker inspect -f '{{.State.ExitCode}} {{.State.Error}}' web
docker start web
docker kill web
docker start -a nope
docker rm web
docker ps -aq
