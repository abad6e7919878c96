# builders: buildkit
# --chmod with letters.
echo a > a.txt
cat > Dockerfile <<'END'
FROM busybox:lab
COPY --chmod=u+x,g-r a.txt /one
COPY --chmod=u=rwX,go=rX a.txt /two
END
docker build -t app .
docker run --rm app stat -c "%a %n" /one /two
