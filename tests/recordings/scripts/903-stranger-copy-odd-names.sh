# Names with blanks, brackets, quotes, stars and dollars.
echo 1 > 'a b.txt'
echo 2 > '[x].txt'
echo 3 > "it's"
echo 4 > 'do$lar'
echo 5 > '-dash'
echo 6 > 'ünï'
echo 7 > 'star*'
echo 8 > '#hash'
mkdir -p 'd ir/sub'
echo 9 > 'd ir/sub/f'
cat > Dockerfile <<'END'
FROM busybox:lab
COPY ["a b.txt", "/out/a b.txt"]
COPY [[]x].txt /out/
COPY it's /out/
COPY do\$lar /out/
COPY ./-dash /out/
COPY ünï /out/
COPY ["star*", "#hash", "/out/"]
COPY ["d ir", "/out/d ir/"]
RUN ls -1 /out; find "/out/d ir" | sort
END
docker build -t app .
docker history --format '{{.CreatedBy}}' app
printf 'FROM busybox:lab\nCOPY a b.txt /o/\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY "a b.txt" /o/\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY a\\ b.txt /o/\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY [x].txt /o/\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY #hash /o/\nRUN ls /o\n' > b.df
docker build -f b.df .
