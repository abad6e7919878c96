# A COPY of an excluded file.
echo 1 > secret.txt
echo "secret.txt" > .dockerignore
cat > Dockerfile <<'END'
FROM busybox:lab
COPY secret.txt /
END
docker build -t app .
