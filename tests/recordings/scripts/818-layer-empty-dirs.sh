# Parents that the layer only passes through.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir -p /a/b/c && chmod 700 /a/b
RUN touch /a/b/c/f
RUN rmdir /home && mkdir -p /var/x
END
docker build -t app .
