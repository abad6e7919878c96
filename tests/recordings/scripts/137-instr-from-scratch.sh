# FROM scratch: what is the config of almost nothing?
echo hi > hello
cat > Dockerfile <<'END'
FROM scratch
COPY hello /hello
END
docker build -t app .
docker history --format "{{.CreatedBy}} {{.Size}}" app
docker run --rm app /hello
docker run --rm app
