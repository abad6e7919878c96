# A here-document that does not end.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN <<EOF
echo hi
END
docker build .
