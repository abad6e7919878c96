# A change in one stage leaves the other cached.
echo 1 > a.txt
echo 1 > b.txt
cat > Dockerfile <<'END'
FROM busybox:lab AS a
COPY a.txt /
RUN cat /a.txt > /a.out
FROM busybox:lab AS b
COPY b.txt /
RUN cat /b.txt > /b.out
FROM busybox:lab
COPY --from=a /a.out /
COPY --from=b /b.out /
END
docker build -t app .
echo 2 > b.txt
docker build -t app .
