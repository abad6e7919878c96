# Swap two lines: COPY before ENV, then ENV before COPY.
echo one > a.txt
cat > Dockerfile <<END
FROM busybox:lab
WORKDIR /app
COPY a.txt .
ENV LEVEL=1
RUN echo built with \$LEVEL > /app/out
END
docker build -t app .
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
WORKDIR /app
ENV LEVEL=1
COPY a.txt .
RUN echo built with \$LEVEL > /app/out
END
docker build -t app .
