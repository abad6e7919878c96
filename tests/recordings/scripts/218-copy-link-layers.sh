# builders: buildkit
# What --link puts in its layer.
mkdir -p d
echo a > d/a.txt
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /opt && chmod 700 /opt
COPY --link d /opt/
COPY --link --chown=1000:1000 d/a.txt /opt/deep/b.txt
END
docker build -t app .
docker run --rm app stat -c "%a %u:%g %n" /opt /opt/a.txt /opt/deep /opt/deep/b.txt
