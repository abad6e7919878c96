# -u: names, numbers, unknown.
docker run --rm -u nobody busybox:lab id
docker run --rm -u 1000:1000 busybox:lab id
docker run --rm -u 1000 busybox:lab id
docker run --rm -u ghost busybox:lab id
echo $?
