# Swap two ENV lines: the order of the variables is part of what a RUN sees.
cat > Dockerfile <<END
FROM busybox:lab
ENV A=1
ENV B=2
RUN echo \$A\$B
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
ENV B=2
ENV A=1
RUN echo \$A\$B
END
docker build -t app .
