# ENTRYPOINT shell form: CMD and arguments become $0, $1…
cat > Dockerfile <<'END'
FROM busybox:lab
ENTRYPOINT echo "entry [$0] [$1] [$@]"
CMD ["one", "two"]
END
docker build -q -t app .
docker run --rm app
docker run --rm app a b c
docker inspect --format "{{json .Config.Entrypoint}}" app
