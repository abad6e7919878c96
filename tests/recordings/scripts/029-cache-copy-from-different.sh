# The producing stage gives another file.
cat > Dockerfile <<END
FROM busybox:lab AS make
ARG V=1
RUN echo \$V > /out
FROM busybox:lab
RUN echo independent
COPY --from=make /out /out
RUN cat /out
END
docker build -t app .
docker build -t app --build-arg V=2 .
docker build -t app --build-arg V=1 .
