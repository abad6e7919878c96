# A directory removed, removed and made again, and replaced by a file.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /a /b /c && touch /a/1 /b/2 /c/3
END
docker build -q -t app .
docker run --name box app sh -c "rm -r /a; rm -r /b && mkdir /b && touch /b/new; rm -r /c && echo file > /c"
docker diff box
docker commit box saved
