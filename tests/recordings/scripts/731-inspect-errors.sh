# Templates and names that are wrong.
docker inspect -f "{{.Nothing}}" busybox:lab
echo $?
docker inspect -f "{{.Config" busybox:lab
docker inspect nothing
docker inspect
docker image inspect nothing
