# -f in another directory; the context is still the last word.
mkdir -p docker ctx
echo hi > ctx/a.txt
cat > docker/web.df <<'END'
FROM busybox:lab
COPY a.txt /
RUN cat /a.txt
END
docker build -t app -f docker/web.df ctx
docker build -t app -f docker/none.df ctx
