# A build fails, is fixed, and goes on from the last good step.
cat > Dockerfile <<END
FROM busybox:lab
RUN echo good > /good
RUN false
RUN echo after > /after
END
docker build -t app .
echo $?
cat > Dockerfile <<END
FROM busybox:lab
RUN echo good > /good
RUN true
RUN echo after > /after
END
docker build -t app .
