# The mode counts.
echo one > a.txt
cat > Dockerfile <<END
FROM busybox:lab
COPY a.txt /
RUN ls -l /a.txt
END
docker build -t app .
chmod 755 a.txt
docker build -t app .
chmod 600 a.txt
docker build -t app .
