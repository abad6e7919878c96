# <name>.dockerignore beside a Dockerfile goes before .dockerignore.
echo 1 > a.txt
echo 2 > b.txt
echo "a.txt" > .dockerignore
echo "b.txt" > web.df.dockerignore
cat > web.df <<'END'
FROM busybox:lab
COPY *.txt /c/
RUN ls /c
END
docker build -t app -f web.df .
