# A source that does not exist.
echo a > a.txt
cat > one.df <<'END'
FROM busybox:lab
COPY missing.txt /
END
cat > two.df <<'END'
FROM busybox:lab
COPY a.txt missing.txt /dir/
END
docker build -f one.df .
docker build -f two.df .
