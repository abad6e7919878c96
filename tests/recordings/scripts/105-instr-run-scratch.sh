# No shell on scratch.
cat > Dockerfile <<'END'
FROM scratch
RUN echo hi
END
docker build -t app .
