# HEALTHCHECK mistakes.
cat > one.df <<'END'
FROM busybox:lab
HEALTHCHECK --interval=5 CMD true
END
cat > two.df <<'END'
FROM busybox:lab
HEALTHCHECK true
END
cat > three.df <<'END'
FROM busybox:lab
HEALTHCHECK CMD
END
docker build -f one.df .
docker build -f two.df .
docker build -f three.df .
