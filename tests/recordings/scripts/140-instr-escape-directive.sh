# The escape directive.
cat > Dockerfile <<'END'
# escape=`
FROM busybox:lab
RUN echo one `
 && echo two\
RUN echo three
END
docker build -t app .
