# A flag that nobody has.
echo a > a.txt
cat > Dockerfile <<'END'
FROM busybox:lab
COPY --own=me a.txt /
END
docker build .
