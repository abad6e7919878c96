# A stage inherits the arguments of the stage it is built from, not of others.
cat > Dockerfile <<'END'
FROM busybox:lab AS one
ARG V=1
RUN echo "one $V"
FROM one AS two
RUN echo "two $V"
FROM busybox:lab AS three
COPY --from=two /etc/passwd /p
RUN echo "three $V"
END
docker build -t app .
