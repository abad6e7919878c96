# --chown with a name that the image does not know.
echo a > a.txt
cat > one.df <<'END'
FROM busybox:lab
COPY --chown=ghost a.txt /
END
cat > two.df <<'END'
FROM busybox:lab
COPY --chown=root:ghosts a.txt /
END
cat > three.df <<'END'
FROM busybox:lab
COPY --chown=nobody a.txt /
RUN stat -c "%u:%g" /a.txt
END
docker build -f one.df .
docker build -f two.df .
docker build -f three.df .
