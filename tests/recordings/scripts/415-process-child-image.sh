# Grandchildren: what is inherited.
cat > gran.df <<'END'
FROM busybox:lab
ENTRYPOINT ["echo", "a"]
CMD ["a-cmd"]
END
cat > mum.df <<'END'
FROM gran
ENTRYPOINT ["echo", "b"]
END
cat > kid.df <<'END'
FROM mum
CMD ["c-cmd"]
END
docker build -q -t gran -f gran.df .
docker build -q -t mum -f mum.df .
docker build -q -t kid -f kid.df .
docker run --rm gran
docker run --rm mum
docker run --rm kid
