# Dockerfiles at random, and edits of them.
mkdir -p src/deep
echo a > a.txt
echo b > b.txt
echo p > src/b.py
echo q > src/deep/c.py
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
LABEL k=$A
SHELL ["/bin/sh","-c"]
HEALTHCHECK --retries=2 CMD ["true"]
COPY a.txt /l1
FROM s0 AS s1
RUN ln -s ../y /l1 || ls -l /l1 | cut -c1-10
RUN mkdir -p /v && touch /d/f1 || true
VOLUME /vol/$A
ENV B=1
COPY --from=s0 /etc/passwd /got/
END
docker build -t app0 .
docker run --rm --pull never app0
docker history --format '{{.CreatedBy}}' --no-trunc app0
echo more1 >> b.txt
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
LABEL k=$A
SHELL ["/bin/sh","-c"]
HEALTHCHECK --retries=2 CMD ["true"]
COPY a.txt /l1
FROM s0 AS s1
RUN ln -s ../y /l1 || ls -l /l1 | cut -c1-10
RUN mkdir -p /v && touch /d/f1 || true
VOLUME /vol/$A
ENV B=1
COPY --from=s0 /etc/passwd /got/
END
docker build -t app1 .
docker run --rm --pull never app1
docker history --format '{{.CreatedBy}}' --no-trunc app1
echo more2 >> b.txt
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
LABEL k=$A
SHELL ["/bin/sh","-c"]
HEALTHCHECK --retries=2 CMD ["true"]
COPY a.txt /l1
FROM s0 AS s1
RUN ln -s ../y /l1 || ls -l /l1 | cut -c1-10
RUN mkdir -p /v && touch /d/f1 || true
VOLUME /vol/$A
ENV B=1
COPY --from=s0 /etc/passwd /got/
END
docker build --build-arg A=cli -t app2 .
docker run --rm --pull never app2
docker history --format '{{.CreatedBy}}' --no-trunc app2
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
LABEL k=$A
SHELL ["/bin/sh","-c"]
HEALTHCHECK --retries=2 CMD ["true"]
COPY a.txt /l1
FROM s0 AS s1
RUN ln -s ../y /l1 || ls -l /l1 | cut -c1-10
RUN mkdir -p /v && touch /d/f1 || true
VOLUME /vol/$A
ENV B=1
RUN echo edit3 > /edit
COPY --from=s0 /etc/passwd /got/
END
docker build --build-arg A=cli -t app3 .
docker run --rm --pull never app3
docker history --format '{{.CreatedBy}}' --no-trunc app3
docker images -a --format '{{.Repository}}'
