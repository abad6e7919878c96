# Dockerfiles at random, and edits of them.
mkdir -p src/deep
echo a > a.txt
echo b > b.txt
echo p > src/b.py
echo q > src/deep/c.py
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
RUN echo [$A] [$B] [$C] [$D]
RUN true
LABEL k=$A
CMD ["id"]
VOLUME /v
END
docker build --build-arg A=cli -t app0 .
docker run --rm --pull never app0
docker history --format '{{.CreatedBy}}' --no-trunc app0
echo more1 >> src/b.py
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
RUN echo [$A] [$B] [$C] [$D]
RUN true
LABEL k=$A
CMD ["id"]
VOLUME /v
END
docker build --build-arg A=cli -t app1 .
docker run --rm --pull never app1
docker history --format '{{.CreatedBy}}' --no-trunc app1
cat > Dockerfile <<'END'
ARG B
FROM busybox:lab AS s0
LABEL k=$A
VOLUME ["/v","/d"]
RUN mkdir -p /v && touch /d/f1 || true
ONBUILD ENV OB=1
HEALTHCHECK --retries=2 CMD ["true"]
SHELL ["/bin/sh","-ec"]
END
docker build -t app2 .
docker run --rm --pull never app2
docker history --format '{{.CreatedBy}}' --no-trunc app2
cat > Dockerfile <<'END'
ARG B
FROM busybox:lab AS s0
LABEL k=$A
VOLUME ["/v","/d"]
RUN mkdir -p /v && touch /d/f1 || true
ONBUILD ENV OB=1
SHELL ["/bin/sh","-ec"]
END
docker build --build-arg B=b -t app3 .
docker run --rm --pull never app3
docker history --format '{{.CreatedBy}}' --no-trunc app3
docker images -a --format '{{.Repository}}'
