# builders: buildkit
# Nothing to complain about.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo hi
CMD ["echo"]
END
docker build --check .
