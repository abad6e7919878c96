# SHELL changes how the shell forms are wrapped.
cat > Dockerfile <<'END'
FROM busybox:lab
SHELL ["/bin/sh", "-xc"]
ENTRYPOINT echo hi
END
docker build -q -t app .
docker inspect --format "{{json .Config.Entrypoint}}" app
docker run --rm app
