# A pattern that is none.
echo "[a" > .dockerignore
cat > Dockerfile <<'END'
FROM busybox:lab
COPY . /c
END
docker build .
