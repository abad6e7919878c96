# Swap two COPY lines: the layers are the same two, in another order.
echo a > a.txt
echo b > b.txt
cat > Dockerfile <<END
FROM busybox:lab
COPY a.txt /
COPY b.txt /
RUN cat /a.txt /b.txt
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
COPY b.txt /
COPY a.txt /
RUN cat /a.txt /b.txt
END
docker build -t app .
