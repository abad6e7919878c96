# A file excluded by .dockerignore changes.
mkdir -p src
echo one > src/a
echo log > src/x.log
echo "**/*.log" > .dockerignore
cat > Dockerfile <<END
FROM busybox:lab
COPY src /src
RUN ls /src
END
docker build -t app .
echo another log > src/x.log
docker build -t app .
