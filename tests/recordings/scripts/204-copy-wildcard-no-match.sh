# A wildcard that matches nothing.
echo a > a.txt
cat > Dockerfile <<'END'
FROM busybox:lab
COPY *.md /docs/
END
docker build -t app .
cat > Dockerfile <<'END'
FROM busybox:lab
COPY a.txt *.md /docs/
END
docker build -t app .
