# USER by name, number and group; the owner of what RUN makes.
cat > Dockerfile <<'END'
FROM busybox:lab
USER nobody
RUN touch /tmp/a && id -u && id -g
USER 1000
RUN touch /tmp/b && id -u && id -g
USER 1000:2000
RUN touch /tmp/c && id -u && id -g
USER nobody:root
RUN touch /tmp/d
END
docker build -t app .
docker run --rm app stat -c "%n %u:%g" /tmp/a /tmp/b /tmp/c /tmp/d
