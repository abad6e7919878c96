# Flags that RUN does not have.
cat > one.df <<'END'
FROM busybox:lab
RUN --nothing echo hi
END
cat > two.df <<'END'
FROM busybox:lab
WORKDIR --x /a
END
docker build -f one.df .
docker build -f two.df .
