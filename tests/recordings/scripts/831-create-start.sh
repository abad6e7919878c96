# create, start, start again.
docker create --name c busybox:lab sh -c "echo out; echo x >> /log; wc -l < /log"
docker ps -a --format "{{.Names}} {{.Status}}"
docker start -a c
docker start c
docker logs c
docker ps -a --format "{{.Names}} {{.Status}}"
