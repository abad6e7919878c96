# A stack of layers has an end: 125 of them in the classic builder (even LABEL wants one more), 129 in BuildKit
echo hi > hi.txt
echo 'FROM busybox:lab' > Dockerfile
printf 'COPY hi.txt /deep%s\n' $(seq 120) >> Dockerfile
docker build -q -t deep . > /dev/null
echo 'FROM deep' > Dockerfile
echo 'RUN echo one' >> Dockerfile
docker build .
echo 'FROM deep' > Dockerfile
echo 'WORKDIR /new' >> Dockerfile
docker build .
echo 'FROM deep' > Dockerfile
echo 'LABEL a=1' >> Dockerfile
docker build .
docker ps -a
echo 'FROM deep' > Dockerfile
printf 'COPY hi.txt /deeper%s\n' $(seq 5) >> Dockerfile
docker build .
docker rm $(docker ps -aq) > /dev/null
docker image rm deep > /dev/null
