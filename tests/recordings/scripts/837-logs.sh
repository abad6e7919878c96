# logs: both streams, the tail.
docker run --name c busybox:lab sh -c 'echo one; echo two; echo three'
docker logs c
docker logs --tail 1 c
docker run --name e busybox:lab sh -c 'echo error >&2'
docker logs e
docker logs nothing
