# The same build three times, the last after the image is gone.
echo hi > a.txt
cat > Dockerfile <<END
FROM busybox:lab
COPY a.txt /
RUN cat /a.txt > /b.txt
CMD ["cat", "/b.txt"]
END
docker build -t app .
docker build -t app .
docker rmi app
docker build -t app .
