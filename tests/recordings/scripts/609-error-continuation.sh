# A continuation into nothing, and one broken by a blank line.
cat > one.df <<'END'
FROM busybox:lab
RUN echo one \
END
cat > two.df <<'END'
FROM busybox:lab
RUN echo one \

    two
END
docker build -f one.df .
docker build -f two.df .
