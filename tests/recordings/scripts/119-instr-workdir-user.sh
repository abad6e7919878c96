# The owner of a directory that WORKDIR makes.
cat > Dockerfile <<'END'
FROM busybox:lab
USER nobody
WORKDIR /work/deep
RUN ls -ld /work | cut -c1-30; stat -c "%u:%g" /work /work/deep
END
docker build -t app .
