# A failed build leaves the tag where it was.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo one > /one
CMD ["cat", "/one"]
END
docker build -q -t app .
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo two > /one
RUN cat /missing
END
docker build -t app .
docker run --rm app
docker images -a --format "{{.Repository}}"
