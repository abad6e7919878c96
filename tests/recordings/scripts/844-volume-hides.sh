# A bind hides what the image has there.
mkdir -p src
echo host > src/h
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /data && echo image > /data/image
END
docker build -q -t app .
docker run --rm -v ./src:/data app ls /data
docker run --rm app ls /data
