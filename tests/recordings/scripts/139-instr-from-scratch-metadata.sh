# builders: buildkit
# FROM scratch with metadata alone.
cat > Dockerfile <<'END'
FROM scratch
LABEL a=1
END
docker build -t app .
docker images --format "{{.Repository}}:{{.Tag}} {{.Size}}"
