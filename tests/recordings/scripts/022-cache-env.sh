# An ENV that changes.
echo hi > a.txt
cat > Dockerfile <<END
FROM busybox:lab
ENV VERSION=1
COPY a.txt /
RUN echo hi
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
ENV VERSION=2
COPY a.txt /
RUN echo hi
END
docker build -t app .
