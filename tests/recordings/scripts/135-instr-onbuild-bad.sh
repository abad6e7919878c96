# What ONBUILD may not hold.
cat > one.df <<'END'
FROM busybox:lab
ONBUILD ONBUILD RUN true
END
cat > two.df <<'END'
FROM busybox:lab
ONBUILD FROM busybox:lab
END
cat > three.df <<'END'
FROM busybox:lab
ONBUILD MAINTAINER me
END
docker build -f one.df .
docker build -f two.df .
docker build -f three.df .
