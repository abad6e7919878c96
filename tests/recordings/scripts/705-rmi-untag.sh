# Removing one of two names only untags.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo hi > /hi
END
docker build -q -t app .
docker tag app other
docker rmi app
docker images
docker rmi other
docker images
