# A child's CMD keeps the ENTRYPOINT it inherits.
cat > base.df <<'END'
FROM busybox:lab
ENTRYPOINT ["echo", "entry"]
CMD ["from base"]
END
cat > Dockerfile <<'END'
FROM base
CMD ["from child"]
END
docker build -q -t base -f base.df .
docker build -t app .
docker run --rm base
docker run --rm app
