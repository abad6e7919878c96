# WORKDIR is part of the next RUN's key.
cat > Dockerfile <<END
FROM busybox:lab
WORKDIR /a
RUN pwd
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
WORKDIR /b
RUN pwd
END
docker build -t app .
