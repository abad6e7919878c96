# FROM a stage: the same rule.
cat > Dockerfile <<'END'
FROM busybox:lab AS one
CMD ["one"]
FROM one
ENTRYPOINT ["echo", "entry"]
END
docker build -q -t app .
docker inspect --format "{{json .Config.Entrypoint}} {{json .Config.Cmd}}" app
docker run --rm app
