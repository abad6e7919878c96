# A directory source: a file added, then removed.
mkdir -p src
echo one > src/a
cat > Dockerfile <<END
FROM busybox:lab
COPY src /src
RUN ls /src
END
docker build -t app .
echo two > src/b
docker build -t app .
rm -rf src/b
docker build -t app .
