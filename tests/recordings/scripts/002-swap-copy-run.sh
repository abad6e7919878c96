# Swap two lines: the RUN that does not need the file goes above the COPY of it.
echo one > app.txt
cat > Dockerfile <<END
FROM busybox:lab
COPY app.txt /app/
RUN echo tools > /tools
END
docker build -t app .
echo two > app.txt
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
RUN echo tools > /tools
COPY app.txt /app/
END
docker build -t app .
echo three > app.txt
docker build -t app .
