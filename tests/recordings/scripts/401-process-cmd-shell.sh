# CMD shell form.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV WHO=world
CMD echo hello $WHO
END
docker build -q -t app .
docker run --rm app
docker run --rm -e WHO=you app
docker run --rm app echo '$WHO'
docker inspect --format "{{json .Config.Cmd}}" app
