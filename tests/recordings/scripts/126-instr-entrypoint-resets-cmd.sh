# A child's ENTRYPOINT clears the CMD it inherits.
cat > base.df <<'END'
FROM busybox:lab
CMD ["echo", "from base"]
END
cat > Dockerfile <<'END'
FROM base
ENTRYPOINT ["echo", "entry"]
END
docker build -q -t base -f base.df .
docker build -t app .
docker inspect --format "{{json .Config.Entrypoint}} {{json .Config.Cmd}}" app
docker run --rm app
