# A variable that nobody set.
cat > Dockerfile <<'END'
FROM busybox:lab
WORKDIR /app/$NOTHING/x
LABEL who=$NOBODY
RUN pwd
END
docker build -t app .
docker inspect --format "{{json .Config.Labels}}" app
