# builders: buildkit
# A cache mount lives on between builds, and is not in the layer.
cat > Dockerfile <<'END'
FROM busybox:lab
ARG N=1
RUN --mount=type=cache,target=/cache echo $N >> /cache/log && cat /cache/log
RUN ls -d /cache 2>/dev/null || echo gone
END
docker build -t app .
docker build -t app --build-arg N=2 .
