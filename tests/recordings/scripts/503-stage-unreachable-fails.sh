# A stage that fails, and is not needed.
cat > Dockerfile <<'END'
FROM busybox:lab AS broken
RUN exit 1
FROM busybox:lab
RUN echo fine
END
docker build -t app .
echo $?
