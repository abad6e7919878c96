# A step that has a name of its own keeps its ID?
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
docker history --format "{{.ID}} {{.CreatedBy}}" b
docker history nothing
