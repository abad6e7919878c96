# An existing directory: what is in the layer?
cat > Dockerfile <<'END'
FROM busybox:lab
WORKDIR /tmp
WORKDIR /home
END
docker build -t app .
docker history --format "{{.CreatedBy}} {{.Size}}" app
