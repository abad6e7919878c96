# Swap an ARG and a RUN that does not use it.
cat > Dockerfile <<END
FROM busybox:lab
ARG V=1
RUN echo tools > /tools
RUN echo \$V > /v
END
docker build -t app .
docker build -t app --build-arg V=2 .
cat > Dockerfile <<END
FROM busybox:lab
RUN echo tools > /tools
ARG V=1
RUN echo \$V > /v
END
docker build -t app .
docker build -t app --build-arg V=2 .
