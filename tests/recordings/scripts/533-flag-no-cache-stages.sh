# --no-cache on a build of two stages, then the cache again.
cat > Dockerfile <<'END'
FROM busybox:lab AS a
RUN echo a > /a
FROM busybox:lab
COPY --from=a /a /a
END
docker build -t app .
docker build -t app --no-cache .
docker build -t app .
