# A link that leads out of the context.
mkdir -p ctx
echo secret > outside.txt
docker run --rm -v ./ctx:/w -w /w busybox:lab ln -s ../outside.txt link
cat > ctx/Dockerfile <<'END'
FROM busybox:lab
COPY link /x
END
docker build -t app ctx
