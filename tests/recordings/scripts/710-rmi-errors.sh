# Names that are not there, several at once.
docker tag busybox:lab spare
docker rmi spare nothing b:1
echo $?
docker rmi
