# builders: buildkit
# A tmpfs mount is gone after the RUN.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN --mount=type=tmpfs,target=/scratch echo x > /scratch/x && ls /scratch
RUN ls -d /scratch 2>/dev/null || echo gone
END
docker build -t app .
