# builders: buildkit
# Layers shared by two images.
cat > a.df <<'END'
FROM busybox:lab
RUN echo a > /a
END
cat > b.df <<'END'
FROM a
RUN echo b > /b
END
docker build -q -t a -f a.df .
docker build -q -t b -f b.df .
docker inspect -f "{{range .RootFS.Layers}}{{println .}}{{end}}" a
docker inspect -f "{{range .RootFS.Layers}}{{println .}}{{end}}" b
