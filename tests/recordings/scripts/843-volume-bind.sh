# A directory of the host: changes on both sides.
mkdir -p src
echo host > src/a.txt
docker run --rm -v ./src:/src busybox:lab sh -c "cat /src/a.txt; echo container > /src/b.txt"
cat src/b.txt
docker run --rm -v ./src:/src:ro busybox:lab sh -c "echo x > /src/c.txt"
docker run --rm --mount type=bind,source=./src,target=/m busybox:lab ls /m
