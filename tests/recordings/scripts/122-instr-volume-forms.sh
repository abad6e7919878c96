# VOLUME: JSON, words, several, a variable.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV D=/three
VOLUME ["/one", "/two"]
VOLUME $D /four
END
docker build -t app .
docker inspect --format "{{json .Config.Volumes}}" app
docker history --format "{{.CreatedBy}}" app
