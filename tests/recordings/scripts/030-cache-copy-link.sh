# builders: buildkit
# COPY --link does not depend on the layers below.
echo hi > a.txt
cat > Dockerfile <<END
FROM busybox:lab
RUN echo one > /one
COPY --link a.txt /data/
RUN cat /data/a.txt
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
RUN echo two > /one
COPY --link a.txt /data/
RUN cat /data/a.txt
END
docker build -t app .
