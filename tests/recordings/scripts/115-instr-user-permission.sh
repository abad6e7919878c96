# Not root: no writing to /.
cat > Dockerfile <<'END'
FROM busybox:lab
USER nobody
RUN echo x > /x
END
docker build -t app .
