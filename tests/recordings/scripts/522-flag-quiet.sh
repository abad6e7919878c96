# -q prints the ID alone; also when it fails.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo hidden
END
docker build -q -t app .
docker images -q app --no-trunc
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo shown; false
END
docker build -q .
echo $?
