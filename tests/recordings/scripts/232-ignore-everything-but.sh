# Everything excluded but one directory.
mkdir -p src other
echo 1 > src/a
echo 2 > other/b
echo "*" > .dockerignore
echo "!src" >> .dockerignore
cat > Dockerfile <<'END'
FROM busybox:lab
COPY . /c
RUN find /c | sort
END
docker build -t app .
