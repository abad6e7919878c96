# docker images: the table, and its filters.
docker tag busybox:lab lab/tools:1.0
docker tag busybox:lab lab/tools:latest
docker images
docker images lab/tools
docker images lab/tools:1.0
docker images nothing
docker image ls --no-trunc lab/tools:1.0
