# COPY --from an image, with --chown.
cat > Dockerfile <<'END'
FROM scratch
COPY --from=busybox:lab /etc/passwd /p
COPY --from=busybox:lab --chown=5:6 /etc /e
END
docker build -t app .
