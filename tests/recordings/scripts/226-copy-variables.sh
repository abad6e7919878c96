# Variables in sources and destinations.
mkdir -p src
echo a > src/a.txt
cat > Dockerfile <<'END'
FROM busybox:lab
ARG FROM=src
ENV TO=/target
COPY $FROM/a.txt ${TO}/x
COPY ${FROM}/a.${EXT:-txt} $TO/y
RUN ls /target
END
docker build -t app .
