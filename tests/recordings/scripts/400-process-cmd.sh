# CMD exec form: with and without arguments.
cat > Dockerfile <<'END'
FROM busybox:lab
CMD ["echo", "default"]
END
docker build -q -t app .
docker run --rm app
docker run --rm app echo given words
docker run --rm app sh -c 'exit 3'
echo $?
