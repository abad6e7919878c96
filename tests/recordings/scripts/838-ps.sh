# ps: the table, the filters.
docker run --name one busybox:lab true
docker run --name two busybox:lab sh -c 'exit 3'
docker run -d --name three busybox:lab sleep 100
docker ps
docker ps -a
docker ps -q
docker ps -a --format "{{.Names}}: {{.Image}}, {{.Command}}, {{.Status}}"
docker ps -a -f status=exited --format "{{.Names}}"
docker ps -a -f name=tw --format "{{.Names}}"
docker ps -l --format "{{.Names}}"
docker rm -f three
