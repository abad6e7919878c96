# The Dockerfile from standard input, with and without a context.
echo hi > a.txt
docker build -t one - <<'END'
FROM busybox:lab
RUN echo no context
END
docker build -t two -f - . <<'END'
FROM busybox:lab
COPY a.txt /
RUN cat /a.txt
END
docker build - <<'END'
FROM busybox:lab
COPY a.txt /
END
