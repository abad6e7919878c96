# -a shows the intermediate images of the classic builder.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo 1 > /one
RUN echo 2 > /two
END
docker build -t app .
docker images
docker images -a
