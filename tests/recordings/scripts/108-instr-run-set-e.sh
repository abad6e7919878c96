# Only the last command's status counts, without set -e.
cat > one.df <<'END'
FROM busybox:lab
RUN false; echo went on
RUN false | true
END
cat > two.df <<'END'
FROM busybox:lab
RUN set -e; false; echo never
END
docker build -f one.df .
docker build -f two.df .
