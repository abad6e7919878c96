# Save two images in one archive, remove, load.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo hi > /hi
CMD ["cat", "/hi"]
END
docker build -q -t one:1 .
docker tag one:1 two:2
docker save -o both.tar one:1 two:2
docker rmi one:1 two:2
docker load -i both.tar
docker run --rm two:2
docker images
