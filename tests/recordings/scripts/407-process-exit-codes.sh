# 125, 126, 127, and the program's own.
docker run --rm --no-such-flag busybox:lab true
echo $?
docker run --rm busybox:lab /etc/passwd
echo $?
docker run --rm busybox:lab nosuch
echo $?
docker run --rm busybox:lab sh -c 'exit 42'
echo $?
docker run --rm busybox:lab /tmp
echo $?
