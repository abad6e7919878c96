# Symbolic links in the context and in the image.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /real && ln -s /real /link && ln -s nowhere /dangling
COPY Dockerfile /link/d
COPY Dockerfile /real/e
RUN ls /real
END
docker build -t app .
