# builders: buildkit
# Saved by ID: no name in the archive.
cat > Dockerfile <<'END'
FROM busybox:lab
LABEL a=1
END
docker build -q -t app --iidfile id .
docker save -o app.tar $(cat id)
docker rmi app
docker load -i app.tar
docker images
