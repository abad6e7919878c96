# A RUN in the middle changes.
cat > Dockerfile <<END
FROM busybox:lab
RUN echo 1 > /one
RUN echo 2 > /two
RUN echo 3 > /three
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
RUN echo 1 > /one
RUN echo 22 > /two
RUN echo 3 > /three
END
docker build -t app .
docker history --format "{{.CreatedBy}} {{.Size}}" app
