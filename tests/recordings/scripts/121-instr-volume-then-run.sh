# VOLUME, then a RUN that writes there.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /data && echo before > /data/before
VOLUME /data
RUN echo after > /data/after
END
docker build -t app .
docker run --rm app ls /data
