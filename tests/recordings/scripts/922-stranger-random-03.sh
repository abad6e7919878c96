# Dockerfiles at random, and edits of them.
mkdir -p src/deep
echo a > a.txt
echo b > b.txt
echo p > src/b.py
echo q > src/deep/c.py
printf 'src\n!src/b.py\n' > .dockerignore
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
EXPOSE 81/udp
RUN true
RUN mkdir -p /d && touch /v/f3 || true
ARG C=c
RUN id -u; pwd; umask
END
docker build --build-arg A=cli -t app0 .
docker run --rm --pull never app0
docker history --format '{{.CreatedBy}}' --no-trunc app0
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
ADD b.txt /add
RUN rm -rf /v
ENV B=${A:+p}
COPY a.txt ./rel
END
docker build --no-cache -t app1 .
docker run --rm --pull never app1
docker history --format '{{.CreatedBy}}' --no-trunc app1
echo more2 >> src/b.py
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
ADD b.txt /add
RUN rm -rf /v
ENV B=${A:+p}
COPY a.txt ./rel
END
docker build -t app2 .
docker run --rm --pull never app2
docker history --format '{{.CreatedBy}}' --no-trunc app2
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
ADD b.txt /add
RUN rm -rf /v
LABEL edit=3
ENV B=${A:+p}
COPY a.txt ./rel
END
docker build -t app3 .
docker run --rm --pull never app3
docker history --format '{{.CreatedBy}}' --no-trunc app3
docker images -a --format '{{.Repository}}'
