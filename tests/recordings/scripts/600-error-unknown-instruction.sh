# A word that is no instruction.
cat > Dockerfile <<'END'
FROM busybox:lab
RUNN echo hi
END
docker build .
cat > Dockerfile <<'END'
FROM busybox:lab
hello world
END
docker build .
