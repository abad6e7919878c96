# builders: buildkit
# A committed image as a base.
docker run --name c busybox:lab sh -c "echo hi > /hi"
docker commit -q c mid
cat > Dockerfile <<'END'
FROM mid
RUN cat /hi
CMD ["cat", "/hi"]
END
docker build -t app .
docker history --format "{{.CreatedBy}}" app
docker run --rm app
