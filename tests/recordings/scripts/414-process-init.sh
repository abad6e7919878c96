# --init puts a small init before the program.
docker run --rm busybox:lab sh -c 'echo $$'
docker run --rm --init busybox:lab sh -c 'echo $$'
