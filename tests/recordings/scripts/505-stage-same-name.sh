# Two stages of one name.
cat > Dockerfile <<'END'
FROM busybox:lab AS one
RUN echo first
FROM busybox:lab AS one
RUN echo second
FROM one
END
docker build -t app .
