# Times do not count: touch changes nothing.
echo one > a.txt
cat > Dockerfile <<END
FROM busybox:lab
COPY a.txt /
RUN cat /a.txt
END
docker build -t app .
touch a.txt
docker build -t app .
cp a.txt b.txt
mv b.txt a.txt
docker build -t app .
