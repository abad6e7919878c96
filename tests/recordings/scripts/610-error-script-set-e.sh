# set -e: the script ends at the failing build.
set -e
cat > Dockerfile <<'END'
FROM busybox:lab
RUN exit 4
END
docker build .
echo never
