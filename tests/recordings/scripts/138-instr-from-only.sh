# A Dockerfile of one FROM.
cat > Dockerfile <<'END'
FROM busybox:lab
END
docker build -t app .
docker images --format "{{.Repository}}:{{.Tag}} {{.Size}}"
docker inspect --format "{{json .Config.Cmd}}" app
