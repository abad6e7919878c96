# builders: buildkit
# Layers shared by two images.
cat > low.df <<'END'
FROM busybox:lab
RUN echo a > /a
END
cat > high.df <<'END'
FROM low
RUN echo b > /b
END
docker build -q -t low -f low.df .
docker build -q -t high -f high.df .
docker inspect -f "{{range .RootFS.Layers}}{{println .}}{{end}}" low
docker inspect -f "{{range .RootFS.Layers}}{{println .}}{{end}}" high
