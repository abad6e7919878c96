# One byte appended: the whole file again.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN head -c 5000 /dev/zero > /five
RUN echo x >> /five
END
docker build -q -t app .
docker history --format "{{.Size}}" app
