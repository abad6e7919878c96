# Tags are names: several for one image, moved, overwritten.
cat > Dockerfile <<'END'
FROM busybox:lab
LABEL a=1
END
docker build -q -t app:1 .
docker tag app:1 app:2
docker tag app:1 app
docker tag busybox:lab app:2
docker images
docker tag nothing x
docker tag app:1 Bad:Name
