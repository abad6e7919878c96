# A cached RUN is not run again, however different its result would be.
cat > Dockerfile <<END
FROM busybox:lab
RUN cat /proc/sys/kernel/random/uuid > /id
END
docker build -q -t one .
docker build -q -t two .
docker build -q -t three --no-cache .
docker images --format "{{.Repository}} {{.ID}}"
