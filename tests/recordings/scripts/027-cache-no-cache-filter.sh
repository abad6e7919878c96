# builders: buildkit
# --no-cache-filter names the stages that run again.
cat > Dockerfile <<END
FROM busybox:lab AS one
RUN echo 1 > /one
FROM busybox:lab AS two
RUN echo 2 > /two
COPY --from=one /one /
END
docker build -t app .
docker build -t app --no-cache-filter one .
docker build -t app --no-cache-filter two .
