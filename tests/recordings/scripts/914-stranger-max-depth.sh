# A container can only be made of 127 layers.
# builders: buildkit
echo "COPY Dockerfile /f" > 2
cat 2 2 > 4
cat 4 4 > 8
cat 8 8 > 16
cat 16 16 > 32
cat 32 32 > 64
cat 64 64 > 128
echo "FROM busybox:lab" > head
cat head 128 64 32 16 2 2 > Dockerfile
docker build -q -t deep .
docker inspect -f '{{len .RootFS.Layers}}' deep
docker run --rm deep true
echo "COPY head /g" >> Dockerfile
docker build -q -t deeper .
docker inspect -f '{{len .RootFS.Layers}}' deeper
docker run --rm deeper true
echo $?
docker create --name cc deeper
echo $?
docker ps -a --format '{{.Names}}'
