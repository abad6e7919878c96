# The instruction's case does not count.
cat > Dockerfile <<END
FROM busybox:lab
RUN echo 1 > /one
ENV A=1
RUN echo 2 > /two
END
docker build -t app .
cat > Dockerfile <<END
from busybox:lab
run echo 1 > /one
env A=1
run echo 2 > /two
END
docker build -t app .
