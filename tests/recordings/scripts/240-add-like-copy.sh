# ADD of plain files is COPY; what differs in the history?
echo a > a.txt
cat > Dockerfile <<'END'
FROM busybox:lab
ADD a.txt /dir/
ADD --chown=nobody:nogroup a.txt /b.txt
END
docker build -t app .
docker history --no-trunc --format "{{.CreatedBy}}" app
