# Volumes that are none.
cat > one.df <<'END'
FROM busybox:lab
VOLUME
END
cat > two.df <<'END'
FROM busybox:lab
VOLUME [""]
END
docker build -f one.df .
docker build -f two.df .
