# builders: buildkit
# --exclude needs a newer syntax than the built-in one, or not?
mkdir -p d/sub
echo a > d/a.txt
echo b > d/b.md
echo c > d/sub/c.md
cat > Dockerfile <<'END'
FROM busybox:lab
COPY --exclude=*.md d /d
COPY --exclude=**/*.md d /e
END
docker build -t app .
