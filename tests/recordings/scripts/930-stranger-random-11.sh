# Dockerfiles at random, and edits of them.
mkdir -p src/deep
echo a > a.txt
echo b > b.txt
echo p > src/b.py
echo q > src/deep/c.py
printf '**/*.py\n!src/deep\n' > .dockerignore
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
STOPSIGNAL 9
COPY a.txt ./rel
RUN rm -rf /v
FROM busybox:lab AS s1
WORKDIR sub
STOPSIGNAL TERM
END
docker build --target s0 -t app0 .
docker run --rm --pull never app0
docker history --format '{{.CreatedBy}}' --no-trunc app0
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
STOPSIGNAL 9
COPY a.txt ./rel
RUN rm -rf /v
FROM busybox:lab AS s1
STOPSIGNAL TERM
END
docker build -t app1 .
docker run --rm --pull never app1
docker history --format '{{.CreatedBy}}' --no-trunc app1
cat > Dockerfile <<'END'
FROM app1 AS s0
STOPSIGNAL SIGINT
WORKDIR /w/$A
SHELL ["/bin/sh","-ec"]
ARG D=${C:-q}
RUN true
END
docker build --build-arg ZZ=1 -t app2 .
docker run --rm --pull never app2
docker history --format '{{.CreatedBy}}' --no-trunc app2
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
VOLUME ["/v","/d"]
COPY --chown=7 src /own/
COPY --chown=7 src /own/
END
docker build -t app3 .
docker run --rm --pull never app3
docker history --format '{{.CreatedBy}}' --no-trunc app3
docker images -a --format '{{.Repository}}'
