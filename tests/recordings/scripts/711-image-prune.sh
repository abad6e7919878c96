# prune takes the nameless; prune -a all that no container uses.
cat > Dockerfile <<'END'
FROM busybox:lab
ARG N=1
RUN echo $N > /n
END
docker build -q -t app .
docker build -q -t app --build-arg N=2 .
docker run --name box busybox:lab true
docker image prune -f
docker image prune -a -f
docker images --format "{{.Repository}}"
