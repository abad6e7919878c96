# The first instruction is not FROM.
cat > one.df <<'END'
RUN echo hi
FROM busybox:lab
END
cat > two.df <<'END'
ARG A=1
ENV B=2
FROM busybox:lab
END
docker build -f one.df .
docker build -f two.df .
