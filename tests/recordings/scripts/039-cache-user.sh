# USER is part of a RUN's key, not of a COPY's.
echo hi > a.txt
cat > Dockerfile <<END
FROM busybox:lab
COPY a.txt /
RUN echo hi
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
USER nobody
COPY a.txt /
RUN echo hi
END
docker build -t app .
