# --chown, by name, number, group; new parents too.
echo a > a.txt
cat > Dockerfile <<'END'
FROM busybox:lab
COPY --chown=nobody:nogroup a.txt /one/a.txt
COPY --chown=1000:2000 a.txt /two/a.txt
COPY --chown=1000 a.txt /three/a.txt
COPY --chown=nobody:root a.txt /four/a.txt
ARG WHO=65534
COPY --chown=$WHO a.txt /five
END
docker build -t app .
docker run --rm app stat -c "%u:%g %n" /one /one/a.txt /two /two/a.txt /three/a.txt /four/a.txt /five
docker history --no-trunc --format "{{.CreatedBy}}" app
