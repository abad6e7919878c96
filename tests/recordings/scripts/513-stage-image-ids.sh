# builders: classic
# An image's ID is a name to the classic builder (BuildKit would ask a registry for it).
echo "FROM $(docker image inspect -f '{{.Id}}' busybox:lab)" > Dockerfile
echo 'RUN echo from an ID' >> Dockerfile
docker build -t one .
