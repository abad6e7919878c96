# The same files from two stages: copies of the same content.
cat > Dockerfile <<'END'
FROM busybox:lab AS a
RUN mkdir /o && echo same > /o/f
FROM busybox:lab AS b
RUN mkdir /o && echo same > /o/f && true
FROM busybox:lab
COPY --from=a /o /o
COPY --from=b /o /o
END
docker build -t app .
docker history --format "{{.CreatedBy}} {{.Size}}" app
