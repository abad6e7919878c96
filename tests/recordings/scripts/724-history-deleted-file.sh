# A deleted file still weighs.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN head -c 2000000 /dev/zero > /big
RUN rm /big
END
docker build -q -t two .
cat > Dockerfile <<'END'
FROM busybox:lab
RUN head -c 2000000 /dev/zero > /big && rm /big
END
docker build -q -t one .
docker images --format "{{.Repository}} {{.Size}}"
