# Programs that are there and cannot be executed: no interpreter, no format.
printf '#!/nosuch\necho hi\n' > script
echo 'echo hi' > plain
chmod 755 script plain
cat > one.df <<'E'
FROM busybox:lab
COPY script /script
RUN ["/script"]
E
cat > two.df <<'E'
FROM busybox:lab
COPY plain /plain
RUN ["/plain"]
E
docker build -f one.df .
docker build -f two.df .
