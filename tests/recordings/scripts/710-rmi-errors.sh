# Names that are not there, several at once.
docker tag busybox:lab a
docker rmi a nothing b:1
echo $?
docker rmi
