# exec form does not expand, a shell does.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV NAME=lab
ENTRYPOINT ["echo", "hello $NAME"]
END
docker build -q -t one .
cat > Dockerfile <<'END'
FROM busybox:lab
ENV NAME=lab
ENTRYPOINT ["sh", "-c", "echo hello $NAME"]
END
docker build -q -t two .
docker run --rm one
docker run --rm two
docker run --rm -e NAME=you two
