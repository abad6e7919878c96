# Comments and blank lines between instructions do not count.
cat > Dockerfile <<END
FROM busybox:lab
RUN echo one > /one
RUN echo two > /two
END
docker build -t app .
cat > Dockerfile <<END
# the base
FROM busybox:lab

# the first
RUN echo one > /one

RUN echo two > /two
END
docker build -t app .
