# Two stages: only the last one is the image.
cat > Dockerfile <<'END'
FROM busybox:lab AS build
RUN echo compiled > /bin.out && echo rubbish > /tmp/big
FROM busybox:lab
COPY --from=build /bin.out /usr/bin/app
CMD ["cat", "/usr/bin/app"]
END
docker build -t app .
docker run --rm app
docker history --format "{{.CreatedBy}}" app
docker images
