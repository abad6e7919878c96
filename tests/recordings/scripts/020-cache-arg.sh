# An ARG that changes: what comes before it, and COPY, do not care.
echo hi > a.txt
cat > Dockerfile <<END
FROM busybox:lab
RUN echo before
ARG VERSION=1
COPY a.txt /
WORKDIR /w
RUN echo unrelated
RUN echo \$VERSION
END
docker build -t app .
docker build -t app --build-arg VERSION=1 .
docker build -t app --build-arg VERSION=2 .
