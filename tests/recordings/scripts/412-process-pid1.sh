# Who is process 1?
cat > Dockerfile <<'END'
FROM busybox:lab
CMD ["cat", "/proc/1/cmdline"]
END
docker build -q -t exec .
cat > Dockerfile <<'END'
FROM busybox:lab
CMD cat /proc/1/cmdline; true
END
docker build -q -t shell .
docker run --rm exec
docker run --rm shell
docker run --rm busybox:lab sh -c 'echo $$'
docker run --rm busybox:lab sh -c 'tr "\0" " " < /proc/1/cmdline; true'
docker run --rm busybox:lab sh -c 'tr "\0" " " < /proc/1/cmdline'
