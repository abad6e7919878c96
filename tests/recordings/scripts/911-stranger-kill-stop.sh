# kill, stop, signals and exit codes.
docker run -d --name t busybox:lab sleep 90
docker run -d --name tt busybox:lab sh -c 'trap "echo bye; exit 5" TERM; while :; do sleep 1; done'
docker run -d --name ti busybox:lab sh -c 'trap "echo int; exit 6" INT; while :; do sleep 1; done'
docker stop -t 1 tt
docker inspect -f '{{.State.ExitCode}} {{.State.Status}}' tt
docker kill -s INT ti
docker wait ti
docker logs ti
docker logs tt
docker kill --signal=HUP nope
docker kill -s NOPE tt
docker kill
docker stop nope
docker stop
docker stop -t x tt
docker stop tt
docker run -d --name in --init busybox:lab sleep 90
docker stop -t 1 in
docker inspect -f '{{.State.ExitCode}}' in
docker run -d --name hh --stop-signal INT busybox:lab sh -c 'trap "exit 8" INT; while :; do sleep 1; done'
docker stop -t 1 hh
docker inspect -f '{{.State.ExitCode}}' hh
docker run -d --name pp busybox:lab sleep 90
docker pause pp
docker ps --format '{{.Names}} {{.Status}}' -f name=pp
docker exec pp true
docker pause pp
docker unpause pp
docker unpause pp
docker rm pp
docker rm -f pp nope
docker restart -t 0 tt
docker rm -f tt in hh ti
