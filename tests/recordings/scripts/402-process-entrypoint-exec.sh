# ENTRYPOINT exec form with CMD as its arguments.
cat > Dockerfile <<'END'
FROM busybox:lab
ENTRYPOINT ["echo", "entry"]
CMD ["one", "two"]
END
docker build -q -t app .
docker run --rm app
docker run --rm app three
docker run --rm app --help
