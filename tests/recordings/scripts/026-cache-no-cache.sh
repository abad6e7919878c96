# --no-cache runs everything again.
cat > Dockerfile <<END
FROM busybox:lab
RUN echo 1 > /one
COPY Dockerfile /
END
docker build -t app .
docker build -t app --no-cache .
docker build -t app .
