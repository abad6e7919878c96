# builders: buildkit
# Cache mounts with owners, and ssh.
printf 'FROM busybox:lab\nRUN --mount=type=cache,target=/a,uid=5 ls -ldn /a\nRUN --mount=type=cache,target=/b,uid=5 ls -ldn /b\nRUN --mount=type=cache,target=/c,mode=700 ls -ldn /c\n' > Dockerfile
docker build .
docker build --no-cache .
printf 'FROM busybox:lab\nRUN false\nRUN --mount=type=cache,target=/a,gid=6 ls -ldn /a\n' > Dockerfile
docker build .
printf 'FROM busybox:lab AS x\nRUN --mount=type=cache,target=/a,gid=7 ls -ldn /a\nFROM busybox:lab\nRUN --mount=type=cache,target=/a,gid=8 ls -ldn /a\n' > Dockerfile
docker build .
printf 'FROM busybox:lab\nRUN --mount=type=ssh,target=/s,mode=600 ls -d /s\n' > Dockerfile
docker build .
printf 'FROM busybox:lab\nRUN --mount=type=cache,target=/a,id=z,uid=5 echo 1 > /a/f\nRUN --mount=type=cache,target=/a,id=z,uid=6 ls -ln /a\nRUN --mount=type=cache,target=/a,id=z ls -ln /a\n' > Dockerfile
docker build .
