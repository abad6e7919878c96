# --label on the command line.
cat > Dockerfile <<'END'
FROM busybox:lab
LABEL a=file b=file
RUN echo hi
END
docker build -t app --label b=flag --label c=flag .
docker inspect --format "{{json .Config.Labels}}" app
docker history --format "{{.CreatedBy}}" app
