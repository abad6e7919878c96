# A destination below a file.
mkdir -p d
echo a > a.txt
echo b > d/b.txt
cat > one.df <<'END'
FROM busybox:lab
COPY a.txt /etc/passwd/
END
cat > two.df <<'END'
FROM busybox:lab
COPY d /etc/passwd
END
docker build -f one.df .
docker build -f two.df .
