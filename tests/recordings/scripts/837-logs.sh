# logs: both streams, the tail.
docker run --name box busybox:lab sh -c 'echo one; echo two; echo three'
docker logs box
docker logs --tail 1 box
docker run --name err busybox:lab sh -c 'echo error >&2'
docker logs err
docker logs nothing
