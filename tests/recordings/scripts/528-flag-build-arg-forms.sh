# --build-arg without a value: from the environment, or nothing.
cat > Dockerfile <<'END'
FROM busybox:lab
ARG A=default
RUN echo "[$A]"
END
docker build --build-arg A .
docker build --build-arg A= .
