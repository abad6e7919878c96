# A LABEL inserted at the top.
cat > Dockerfile <<END
FROM busybox:lab
RUN echo 1 > /one
RUN echo 2 > /two
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
LABEL stage=top
RUN echo 1 > /one
RUN echo 2 > /two
END
docker build -t app .
