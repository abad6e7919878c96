# stop and kill: the exit status tells the signal.
docker run -d --name box busybox:lab sleep 100
docker stop -t 1 box
docker inspect -f "{{.State.ExitCode}}" box
docker start box
docker kill box
docker inspect -f "{{.State.ExitCode}} {{.State.Status}}" box
docker kill box
docker stop box
