# --target by name, by number, in another case, and one that does not exist.
cat > Dockerfile <<'END'
FROM busybox:lab AS one
RUN echo one
FROM busybox:lab AS Two
RUN echo two
FROM busybox:lab
RUN echo three
END
docker build -t a --target one .
docker build -t b --target TWO .
docker build -t c --target 0 .
docker build -t d --target four .
