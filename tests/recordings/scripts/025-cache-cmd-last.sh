# Only the last line changes, a CMD.
cat > Dockerfile <<END
FROM busybox:lab
RUN echo 1 > /one
CMD ["echo", "one"]
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
RUN echo 1 > /one
CMD ["echo", "two"]
END
docker build -t app .
docker run --rm app
