# Empty directories are copied too.
mkdir -p d/empty d/full
echo a > d/full/a
cat > Dockerfile <<'END'
FROM busybox:lab
COPY d /d
END
docker build -t app .
docker run --rm app sh -c "find /d | sort"
