# Each container has its own writable layer.
docker run --name one busybox:lab sh -c "echo one > /f"
docker run --name two busybox:lab sh -c "ls /f"
docker start one
docker run --rm busybox:lab ls /f
docker rm one two
