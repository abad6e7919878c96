# The base's tag moves to an image with the same layers and another config, then with another layer.
cat > Dockerfile <<END
FROM base
RUN echo hi > /hi
END
docker tag busybox:lab base
docker build -t app .
echo "FROM busybox:lab" > Other
echo "LABEL changed=1" >> Other
docker build -q -t base -f Other .
docker build -t app .
echo "RUN echo changed > /changed" >> Other
docker build -q -t base -f Other .
docker build -t app .
