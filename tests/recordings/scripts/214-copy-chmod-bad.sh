# builders: buildkit
# --chmod that is no mode.
echo a > a.txt
cat > one.df <<'END'
FROM busybox:lab
COPY --chmod=999 a.txt /
END
cat > two.df <<'END'
FROM busybox:lab
COPY --chmod=rwx a.txt /
END
docker build -f one.df .
docker build -f two.df .
