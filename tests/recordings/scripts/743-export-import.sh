# A container's files as an image of one layer.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV A=1
RUN echo hi > /hi && rm /bin/acpid
CMD ["cat", "/hi"]
END
docker build -q -t app .
docker create --name box app
docker export -o c.tar box
docker import c.tar flat
docker import --change "CMD [\"cat\", \"/hi\"]" --change "ENV B=2" -m "flattened" c.tar flat2
docker history --format "{{.CreatedBy}}|{{.Comment}}" flat2
docker inspect -f "{{json .Config.Env}} {{json .Config.Cmd}} {{len .RootFS.Layers}}" flat2
docker run --rm flat2
docker run --rm flat
