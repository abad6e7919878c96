# ENTRYPOINT [] and CMD [].
cat > base.df <<'END'
FROM busybox:lab
ENTRYPOINT ["echo", "entry"]
CMD ["cmd"]
END
cat > one.df <<'END'
FROM base
ENTRYPOINT []
END
cat > two.df <<'END'
FROM base
CMD []
END
docker build -q -t base -f base.df .
docker build -t one -f one.df .
docker build -t two -f two.df .
docker inspect --format "{{json .Config.Entrypoint}} {{json .Config.Cmd}}" one two
docker run --rm one
docker run --rm two
