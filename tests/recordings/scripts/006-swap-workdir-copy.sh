# Swap WORKDIR and COPY with a relative destination.
echo a > a.txt
cat > Dockerfile <<END
FROM busybox:lab
WORKDIR /srv
COPY a.txt b.txt
END
docker build -t one .
cat > Dockerfile <<END
FROM busybox:lab
COPY a.txt b.txt
WORKDIR /srv
END
docker build -t two .
docker run --rm two ls /srv /b.txt
