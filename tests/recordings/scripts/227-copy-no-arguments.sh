# COPY with too few arguments.
cat > one.df <<'END'
FROM busybox:lab
COPY a.txt
END
cat > two.df <<'END'
FROM busybox:lab
COPY
END
docker build -f one.df .
docker build -f two.df .
