# builders: buildkit
# Run by ID, and by a prefix of it.
cat > Dockerfile <<'END'
FROM busybox:lab
CMD ["echo", "by id"]
END
docker build -q -t app --iidfile id .
docker run --rm $(cat id)
docker images -q app > short
docker run --rm $(cat short)
