# cp to and from standard streams.
echo hi > a.txt
docker create --name box busybox:lab cat /a.txt
docker cp a.txt box:/
docker cp box:/a.txt - > a.tar
docker start -a box
docker cp box:/etc/passwd p
cat p
