# exec: another process in a running container.
docker run -d --name box -e A=1 -w /tmp busybox:lab sleep 100
docker exec box sh -c 'echo $A; pwd; echo x > /made'
docker exec -e B=2 -w / -u nobody box sh -c 'echo $A$B; pwd; id -u'
docker exec box cat /made
docker exec box nosuch
echo $?
docker exec box sh -c 'exit 9'
echo $?
docker rm -f box
