# builders: buildkit
# A committed image as a base.
docker run --name box busybox:lab sh -c "echo hi > /hi"
docker commit box mid
cat > Dockerfile <<'END'
FROM mid
RUN cat /hi
CMD ["cat", "/hi"]
END
docker build -t app .
docker history --format "{{.CreatedBy}}" app
docker run --rm app
