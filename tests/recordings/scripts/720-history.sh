# docker history of a small image.
cat > Dockerfile <<'END'
FROM busybox:lab
WORKDIR /app
RUN echo a rather long command line that does not fit into the table > /app/file
ENV A=1
CMD ["cat", "/app/file"]
END
docker build -t app .
docker history app
docker history -q app
docker history --no-trunc app
