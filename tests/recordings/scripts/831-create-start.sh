# create, start, start again.
docker create --name box busybox:lab sh -c "echo out; echo x >> /log; wc -l < /log"
docker ps -a --format "{{.Names}} {{.Status}}"
docker start -a box
docker start box
docker logs box
docker ps -a --format "{{.Names}} {{.Status}}"
