# builders: buildkit
# --progress=plain, and one that is none.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo hi
END
docker build --progress=plain -t app .
docker build --progress=quiet -t app .
docker build --progress=loud -t app .
