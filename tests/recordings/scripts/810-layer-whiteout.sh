# RUN rm: the whiteout in the layer.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir -p /d/sub && echo a > /d/a && echo b > /d/sub/b
RUN rm /d/a
RUN rm -r /d/sub
END
docker build -t app .
docker run --rm app ls -A /d
