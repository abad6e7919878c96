# Files handed on through three stages.
cat > Dockerfile <<'END'
FROM busybox:lab AS a
RUN echo 1 > /f
FROM busybox:lab AS b
COPY --from=a /f /f
RUN echo 2 >> /f
FROM scratch
COPY --from=b /f /f
END
docker build -t app .
