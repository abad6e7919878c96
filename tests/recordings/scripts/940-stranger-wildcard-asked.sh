# builders: buildkit
# A wildcard without a match, in a directory that something else asks for, or nothing.
mkdir -p src/deep other
echo 1 > src/a.txt
echo 2 > src/deep/b.txt
printf 'FROM busybox:lab\nCOPY src/a.txt /x/\nCOPY src/no* /y/\nRUN ls / \n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY src/no* /y/\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY src/deep/no* /y/\nCOPY src/a.txt /x\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY src/deep/no* src/*.txt /y/\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY . /all/\nCOPY src/deep/no* /y/\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nCOPY missing/no* /y/\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab AS a\nRUN mkdir -p /p/q\nFROM busybox:lab\nCOPY --from=a /p/no* /y/\nCOPY --from=a /p/zz/no* /y/\n' > b.df
docker build -f b.df .
