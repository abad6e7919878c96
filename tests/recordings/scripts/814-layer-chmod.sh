# RUN chmod copies the whole file into the new layer.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN head -c 1000 /dev/zero > /thousand
RUN chmod 600 /thousand
RUN chown 1000:1000 /thousand
RUN touch /thousand
END
docker build -q -t app .
docker history --format "{{.Size}} {{.CreatedBy}}" app
