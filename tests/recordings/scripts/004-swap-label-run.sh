# Swap a LABEL and a RUN.
cat > Dockerfile <<END
FROM busybox:lab
LABEL version=1
RUN echo a > /a
EXPOSE 80
RUN echo b > /b
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
RUN echo a > /a
LABEL version=1
RUN echo b > /b
EXPOSE 80
END
docker build -t app .
