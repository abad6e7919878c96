# ARG that is wrong.
cat > one.df <<'END'
FROM busybox:lab
ARG
END
cat > two.df <<'END'
FROM busybox:lab
ARG =x
END
docker build -f one.df .
docker build -f two.df .
