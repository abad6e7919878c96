# exec: another process in a running container.
docker run -d --name c -e A=1 -w /tmp busybox:lab sleep 100
docker exec c sh -c 'echo $A; pwd; echo x > /made'
docker exec -e B=2 -w / -u nobody c sh -c 'echo $A$B; pwd; id -u'
docker exec c cat /made
docker exec c nosuch
echo $?
docker exec c sh -c 'exit 9'
echo $?
docker rm -f c
