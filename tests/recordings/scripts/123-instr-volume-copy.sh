# VOLUME, then a COPY into it.
echo hi > a.txt
cat > Dockerfile <<'END'
FROM busybox:lab
VOLUME /data
COPY a.txt /data/
END
docker build -t app .
docker run --rm app ls /data
