# A stage that the target does not need.
cat > Dockerfile <<'END'
FROM busybox:lab AS unused
RUN echo unused
FROM busybox:lab
RUN echo needed
END
docker build -t app .
