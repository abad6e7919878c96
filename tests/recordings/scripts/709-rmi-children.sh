# A parent cannot go while a child lives, in the classic builder.
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
docker rmi low
docker images -a --format "{{.Repository}}"
docker rmi high
docker images -a --format "{{.Repository}}"
