# builders: buildkit
# --chmod, octal, and its effect on directories.
mkdir -p d
echo a > d/a.txt
echo b > b.txt
cat > Dockerfile <<'END'
FROM busybox:lab
COPY --chmod=755 d /d
COPY --chmod=0600 b.txt /b.txt
COPY --chmod=4711 --chown=nobody b.txt /c.txt
END
docker build -t app .
docker run --rm app stat -c "%a %u:%g %n" /d /d/a.txt /b.txt /c.txt
docker history --no-trunc --format "{{.CreatedBy}}" app
