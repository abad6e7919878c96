# --from a stage that does not have the file.
cat > Dockerfile <<'END'
FROM busybox:lab AS make
RUN echo a > /a
FROM busybox:lab
COPY --from=make /b /
END
docker build .
