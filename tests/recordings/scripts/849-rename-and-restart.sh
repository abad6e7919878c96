# rename, restart.
docker run --name c busybox:lab sh -c 'echo x >> /log; wc -l < /log'
docker rename c d
docker restart d
docker logs d
docker rename nothing e
