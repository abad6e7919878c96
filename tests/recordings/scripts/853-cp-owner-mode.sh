# cp keeps modes; a file of the host belongs to its owner there.
echo "echo tool" > tool
chmod 750 tool
docker create --name box busybox:lab stat -c "%a %n" /tool /home/tool
docker cp tool box:/tool
docker cp tool box:/home/
docker start -a box
docker commit box saved
