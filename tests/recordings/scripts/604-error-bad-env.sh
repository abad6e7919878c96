# ENV and LABEL that are wrong.
cat > one.df <<'END'
FROM busybox:lab
ENV =value
END
cat > two.df <<'END'
FROM busybox:lab
ENV NAME
END
cat > three.df <<'END'
FROM busybox:lab
ENV A=1 B
END
cat > four.df <<'END'
FROM busybox:lab
LABEL A="unterminated
END
docker build -f one.df .
docker build -f two.df .
docker build -f three.df .
docker build -f four.df .
