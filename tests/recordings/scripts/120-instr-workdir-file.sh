# WORKDIR on a file.
cat > Dockerfile <<'END'
FROM busybox:lab
WORKDIR /etc/passwd
END
docker build -t app .
