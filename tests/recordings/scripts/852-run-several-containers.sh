# Containers of one image do not see each other's files, and the image stays.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo start > /counter
END
docker build -q -t app .
docker run --name one app sh -c "echo one >> /counter; cat /counter"
docker run --name two app sh -c "echo two >> /counter; cat /counter"
docker run --rm app cat /counter
docker diff one
docker rm one two
