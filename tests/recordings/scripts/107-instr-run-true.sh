# A RUN that changes nothing.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN true
RUN cat /etc/passwd
END
docker build -t app .
docker history --format "{{.CreatedBy}} {{.Size}}" app
