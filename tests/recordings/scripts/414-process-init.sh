# --init puts a small init before the program.
docker run --rm busybox:lab sh -c 'cat /proc/1/comm; true'
docker run --rm --init busybox:lab sh -c 'cat /proc/1/comm; true'
