# The stages share the cache: the same RUN in two of them.
cat > Dockerfile <<'END'
FROM busybox:lab AS a
RUN echo same > /same
FROM busybox:lab AS b
RUN echo same > /same
COPY --from=a /same /again
END
docker build -t app .
