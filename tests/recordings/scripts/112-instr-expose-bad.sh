# Ports that are not.
cat > one.df <<'END'
FROM busybox:lab
EXPOSE eighty
END
cat > two.df <<'END'
FROM busybox:lab
EXPOSE 80/ftp
END
cat > three.df <<'END'
FROM busybox:lab
EXPOSE 70000
END
docker build -f one.df .
docker build -f two.df .
docker build -f three.df .
