# SHELL wants JSON.
cat > Dockerfile <<'END'
FROM busybox:lab
SHELL /bin/sh -c
END
docker build -t app .
