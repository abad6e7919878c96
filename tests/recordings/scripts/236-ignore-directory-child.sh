# A child of an excluded directory, let in again.
mkdir -p d
echo 1 > d/in
echo 2 > d/out
cat > .dockerignore <<'END'
d
!d/in
END
cat > Dockerfile <<'END'
FROM busybox:lab
COPY d /d
RUN ls /d
END
docker build -t app .
