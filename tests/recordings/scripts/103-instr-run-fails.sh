# A RUN that fails: the status, and what is left.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo fine > /fine
RUN echo about to fail; exit 7
RUN echo never
END
docker build -t app .
echo $?
docker images
docker ps -a --format "{{.Status}} {{.Command}}"
