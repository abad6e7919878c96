# A file that no COPY names does not count; with COPY . it does.
echo one > a.txt
cat > Dockerfile <<END
FROM busybox:lab
COPY a.txt /
END
docker build -t app .
echo note > note.txt
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
COPY . /all/
END
docker build -t app .
echo another > note.txt
docker build -t app .
