# A step that has a name of its own keeps its ID?
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
docker history --format "{{.ID}} {{.CreatedBy}}" high
docker history nothing
