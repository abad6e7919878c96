# --entrypoint replaces ENTRYPOINT and drops CMD.
cat > Dockerfile <<'END'
FROM busybox:lab
ENTRYPOINT ["echo", "entry"]
CMD ["cmd"]
END
docker build -q -t app .
docker run --rm --entrypoint echo app
docker run --rm --entrypoint echo app words
docker run --rm --entrypoint "" app echo cleared
docker run --rm --entrypoint "" app
echo $?
docker run --rm --entrypoint "echo two" app
echo $?
