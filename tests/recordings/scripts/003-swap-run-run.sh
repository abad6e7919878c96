# Swap two RUN lines: both run again, in both builders.
cat > Dockerfile <<END
FROM busybox:lab
RUN echo a > /a
RUN echo b > /b
RUN cat /a /b > /c
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
RUN echo b > /b
RUN echo a > /a
RUN cat /a /b > /c
END
docker build -t app .
docker build -t app .
