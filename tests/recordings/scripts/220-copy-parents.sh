# builders: buildkit
# --parents keeps the source's directories.
mkdir -p x/y
echo a > x/y/a.txt
echo b > b.txt
cat > Dockerfile <<'END'
FROM busybox:lab
COPY --parents x/y/a.txt b.txt /dest/
END
docker build -t app .
