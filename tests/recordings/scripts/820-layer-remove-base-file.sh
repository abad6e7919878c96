# Files of the base removed; the image does not shrink.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN rm /bin/acpid /etc/group
RUN rm -r /root
END
docker build -q -t app .
docker images --format "{{.Repository}} {{.Size}}"
docker history --format "{{.Size}}" app
