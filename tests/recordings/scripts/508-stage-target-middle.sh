# --target stops in the middle; later stages are not built.
cat > Dockerfile <<'END'
FROM busybox:lab AS a
RUN echo a > /a
FROM busybox:lab AS b
COPY --from=a /a /a
CMD ["cat", "/a"]
FROM busybox:lab AS c
RUN exit 9
END
docker build -t app --target b .
docker run --rm app
docker build -t app .
