# rename, restart.
docker run --name box busybox:lab sh -c 'echo x >> /log; wc -l < /log'
docker rename box crate
docker restart crate
docker logs crate
docker rename nothing err
