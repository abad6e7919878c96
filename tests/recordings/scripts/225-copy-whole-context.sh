# COPY . with hidden files.
mkdir -p sub
echo a > a
echo h > .hidden
echo s > sub/s
cat > Dockerfile <<'END'
FROM busybox:lab
COPY . .
WORKDIR /app
COPY . .
RUN find . | sort
END
docker build -t app .
