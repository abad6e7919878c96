# The context is the root: / and ../ stay inside.
mkdir -p ctx
echo inside > ctx/a.txt
echo outside > a.txt
cat > ctx/Dockerfile <<'END'
FROM busybox:lab
COPY /a.txt /one
COPY ../a.txt /two
COPY ../../x/../a.txt /three
RUN cat /one /two /three
END
docker build -t app ctx
