# builders: buildkit
# A RUN on 129 layers: BuildKit cannot prepare its files
echo hi > hi.txt
echo 'FROM busybox:lab' > Dockerfile
printf 'COPY hi.txt /deep%s\n' $(seq 124) >> Dockerfile
docker build -q -t deep . > /dev/null
echo 'FROM deep' > Dockerfile
echo 'RUN echo one' >> Dockerfile
docker build .
echo 'FROM deep' > Dockerfile
echo 'WORKDIR /new' >> Dockerfile
docker build .
echo 'FROM deep' > Dockerfile
echo 'LABEL a=1' >> Dockerfile
docker build -q . > /dev/null
docker image rm deep > /dev/null
