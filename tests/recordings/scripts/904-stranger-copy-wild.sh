# Wildcards in several places.
mkdir -p src/a src/b src/c/deep
echo 1 > src/a/x.py
echo 2 > src/b/y.py
echo 3 > src/b/z.txt
echo 4 > src/c/deep/w.py
echo 5 > top1.txt
echo 6 > top22.txt
cat > Dockerfile <<'END'
FROM busybox:lab
COPY top?.txt /q/
COPY top[0-9][0-9].txt /c/
COPY top[^1]*.txt /n/
COPY src/*/*.py /py/
COPY src/* /s/
COPY s*/b* /sb/
COPY * /all/
COPY **/*.py /dd/
COPY src/?/ /w/
RUN find /q /c /n /py /s /sb /all /dd /w | sort
END
docker build -t app .
printf 'FROM busybox:lab\nCOPY src/*/*.py /py\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY src/[ /py\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY src/[a-b]/nothing* /py/\nRUN ls /py\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY top1.txt src/nothing* /py/\nRUN ls /py\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY top1.txt top22.txt /py\nRUN ls /py\n' > b.df
docker build -f b.df .
