# --read-only: nothing but mounts can be written.
docker run --rm --read-only busybox:lab sh -c 'echo x > /x'
docker run --rm --read-only --tmpfs /tmp busybox:lab sh -c 'echo x > /tmp/x && cat /tmp/x'
docker run --rm --read-only -v data:/data busybox:lab sh -c 'echo x > /data/x && cat /data/x'
