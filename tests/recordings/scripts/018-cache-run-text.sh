# The text of a RUN is its key: one more blank is another command.
cat > Dockerfile <<END
FROM busybox:lab
RUN echo one  >  /one
RUN echo two > /two
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
RUN echo one > /one
RUN echo two > /two
END
docker build -t app .
