# A build argument that no ARG declares.
cat > Dockerfile <<END
FROM busybox:lab
RUN echo hi
END
docker build -t app .
docker build -t app --build-arg NOBODY=1 .
