# builders: buildkit
# A context from standard input, as a tar.
mkdir -p ctx/sub
echo hello > ctx/a.txt
echo two > ctx/sub/b
printf 'FROM busybox:lab\nCOPY . /c/\nRUN find /c | sort\n' > ctx/Dockerfile
docker run --name tt -v ./ctx:/x -w /x busybox:lab tar -cf /t.tar .
docker cp tt:/t.tar t.tar
docker build - < t.tar
docker build -t two - < t.tar
cat t.tar | docker build -q -t three -
docker build -f sub/b - < t.tar
docker build -f nope - < t.tar
echo '*.txt' > ctx/.dockerignore
printf 'FROM busybox:lab\nCOPY a.txt /\n' > ctx/Other
docker start tt
docker wait tt
docker cp tt:/t.tar t2.tar
docker build -f Other - < t2.tar
docker build - < t2.tar
docker build -f - - < ctx/Dockerfile
docker build -f - - < t.tar
docker build -f - ctx < ctx/Dockerfile
docker build -f - nope < ctx/Dockerfile
docker build -q - < /dev/null
echo | docker build -
