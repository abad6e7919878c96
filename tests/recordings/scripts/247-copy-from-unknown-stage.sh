# builders: classic
# --from a stage that comes later.
cat > Dockerfile <<'END'
FROM busybox:lab AS one
COPY --from=1 /etc/passwd /
FROM busybox:lab AS two
END
docker build .
