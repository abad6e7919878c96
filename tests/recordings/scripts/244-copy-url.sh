# COPY does not fetch.
cat > Dockerfile <<'END'
FROM busybox:lab
COPY http://example.com/file /
END
docker build .
