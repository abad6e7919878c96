# The producing stage runs again and gives the same file: does the consumer care?
cat > Dockerfile <<END
FROM busybox:lab AS make
ARG V=1
RUN echo same > /out
FROM busybox:lab
COPY --from=make /out /out
RUN cat /out
END
docker build -t app .
docker build -t app --build-arg V=2 .
