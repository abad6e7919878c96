# The entry script without its x, and without its first line.
echo "echo hi" > entry.sh
cat > Dockerfile <<'END'
FROM busybox:lab
COPY entry.sh /
ENTRYPOINT ["/entry.sh"]
END
docker build -q -t app .
docker run --rm app
echo $?
chmod 755 entry.sh
docker build -q -t app .
docker run --rm app
echo $?
