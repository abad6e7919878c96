# save, rmi, load: the IDs of the steps are gone.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo 1 > /one
RUN echo 2 > /two
END
docker build -t app .
docker history --format "{{.ID}}" app
docker save -o app.tar app
docker rmi app
docker load -i app.tar
docker history --format "{{.ID}}" app
docker images
