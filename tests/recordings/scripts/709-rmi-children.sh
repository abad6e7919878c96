# A parent cannot go while a child lives, in the classic builder.
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
docker rmi a
docker images -a --format "{{.Repository}}"
docker rmi b
docker images -a --format "{{.Repository}}"
