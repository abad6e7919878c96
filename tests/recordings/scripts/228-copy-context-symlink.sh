# Links in the context: followed when named, kept inside a directory.
mkdir -p d
echo a > d/a.txt
docker run --rm -v ./d:/w -w /w busybox:lab ln -s a.txt link
docker run --rm -v ./d:/w -w /w busybox:lab ln -s nowhere dangling
docker run --rm -v .:/w -w /w busybox:lab ln -s d dirlink
cat > Dockerfile <<'END'
FROM busybox:lab
COPY d /d
COPY d/link /named
COPY dirlink /dir
END
docker build -t app .
