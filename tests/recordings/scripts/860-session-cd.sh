# cd changes where builds find their context.
mkdir -p project/sub
cd project
echo hi > a.txt
cat > Dockerfile <<'END'
FROM busybox:lab
COPY a.txt /
END
docker build -q -t app .
cd sub
docker build -q -t app ..
docker build -q -t app .
cd nothing
ls ..
