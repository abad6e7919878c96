# A directory removed and made again in one RUN: opaque.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir -p /d && echo a > /d/a && echo b > /d/b
RUN rm -r /d && mkdir /d && echo c > /d/c
END
docker build -t app .
docker run --rm app ls /d
