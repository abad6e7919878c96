# --format and the sizes.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN head -c 1000000 /dev/zero > /million
RUN rm /million
RUN head -c 1234567 /dev/zero > /more
RUN head -c 999 /dev/zero > /less
END
docker build -q -t app .
docker history --format "{{.Size}} {{.CreatedBy}}" app
docker history --format "{{.ID}} {{.Comment}}" app
docker history --human=false --format "{{.Size}}" app
docker images --format "{{.Size}}" app
