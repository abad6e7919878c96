# The modes of the context are kept; the owner is root.
mkdir -p d
echo a > d/plain
echo b > d/tool
echo c > d/secret
chmod 755 d/tool
chmod 600 d/secret
chmod 700 d
cat > Dockerfile <<'END'
FROM busybox:lab
COPY d /d
COPY d/tool /tool
END
docker build -t app .
docker run --rm app stat -c "%a %u:%g %n" /d /d/plain /d/tool /d/secret /tool
