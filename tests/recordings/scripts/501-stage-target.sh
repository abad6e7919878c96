# --target by name, by number, in another case, and one that does not exist.
cat > Dockerfile <<'END'
FROM busybox:lab AS one
RUN echo one
FROM busybox:lab AS Two
RUN echo two
FROM busybox:lab
RUN echo three
END
docker build -t t1 --target one .
docker build -t t2 --target TWO .
docker build -t t3 --target 0 .
docker build -t t4 --target four .
