# Dockerfiles at random, and edits of them.
mkdir -p src/deep
echo a > a.txt
echo b > b.txt
echo p > src/b.py
echo q > src/deep/c.py
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
STOPSIGNAL TERM
LABEL m=n o=p
ARG C=c
END
docker build -t app0 .
docker run --rm --pull never app0
docker history --format '{{.CreatedBy}}' --no-trunc app0
echo more1 >> a.txt
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
STOPSIGNAL TERM
LABEL m=n o=p
ARG C=c
END
docker build -t app1 .
docker run --rm --pull never app1
docker history --format '{{.CreatedBy}}' --no-trunc app1
echo more2 >> a.txt
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
STOPSIGNAL TERM
LABEL m=n o=p
ARG C=c
END
docker build -t app2 .
docker run --rm --pull never app2
docker history --format '{{.CreatedBy}}' --no-trunc app2
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
STOPSIGNAL TERM
RUN echo edit3 > /edit
LABEL m=n o=p
ARG C=c
END
docker build --build-arg A=cli -t app3 .
docker run --rm --pull never app3
docker history --format '{{.CreatedBy}}' --no-trunc app3
docker images -a --format '{{.Repository}}'
