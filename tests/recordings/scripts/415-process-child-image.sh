# Grandchildren: what is inherited.
cat > a.df <<'END'
FROM busybox:lab
ENTRYPOINT ["echo", "a"]
CMD ["a-cmd"]
END
cat > b.df <<'END'
FROM a
ENTRYPOINT ["echo", "b"]
END
cat > c.df <<'END'
FROM b
CMD ["c-cmd"]
END
docker build -q -t a -f a.df .
docker build -q -t b -f b.df .
docker build -q -t c -f c.df .
docker run --rm a
docker run --rm b
docker run --rm c
