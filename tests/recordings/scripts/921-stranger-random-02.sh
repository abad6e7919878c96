# Dockerfiles at random, and edits of them.
mkdir -p src/deep
echo a > a.txt
echo b > b.txt
echo p > src/b.py
echo q > src/deep/c.py
printf 'src\n!src/b.py\n' > .dockerignore
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
RUN ["nope"]
RUN echo b >> /y
ENTRYPOINT ["echo","e"]
HEALTHCHECK CMD true
COPY --chown=nobody a.txt /own/
END
docker build --no-cache --target s0 -t app0 .
docker run --rm --pull never app0
docker history --format '{{.CreatedBy}}' --no-trunc app0
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
RUN ["nope"]
RUN echo b >> /y
ENTRYPOINT ["echo","e"]
RUN echo edit1 > /edit
HEALTHCHECK CMD true
COPY --chown=nobody a.txt /own/
END
docker build -t app1 .
docker run --rm --pull never app1
docker history --format '{{.CreatedBy}}' --no-trunc app1
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
RUN ["nope"]
ENTRYPOINT ["echo","e"]
RUN echo edit1 > /edit
HEALTHCHECK CMD true
COPY --chown=nobody a.txt /own/
END
docker build -t app2 .
docker run --rm --pull never app2
docker history --format '{{.CreatedBy}}' --no-trunc app2
echo more3 >> b.txt
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
RUN ["nope"]
ENTRYPOINT ["echo","e"]
RUN echo edit1 > /edit
HEALTHCHECK CMD true
COPY --chown=nobody a.txt /own/
END
docker build --build-arg C=cc -t app3 .
docker run --rm --pull never app3
docker history --format '{{.CreatedBy}}' --no-trunc app3
docker images -a --format '{{.Repository}}'
