# ENTRYPOINT with CMD, in either order.
cat > Dockerfile <<'END'
FROM busybox:lab
ENTRYPOINT ["echo", "entry"]
CMD ["cmd"]
END
docker build -t one .
cat > Dockerfile <<'END'
FROM busybox:lab
CMD ["cmd"]
ENTRYPOINT ["echo", "entry"]
END
docker build -t two .
docker run --rm one
docker run --rm two
docker run --rm two argument
