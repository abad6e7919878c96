# Dockerfiles at random, and edits of them.
mkdir -p src/deep
echo a > a.txt
echo b > b.txt
echo p > src/b.py
echo q > src/deep/c.py
printf '**/*.py\n!src/deep\n' > .dockerignore
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
ADD b.txt /add/
STOPSIGNAL SIGINT
ADD src /add
RUN echo [$A] [$B] [$C] [$D]
END
docker build -t app0 .
docker run --rm --pull never app0
docker history --format '{{.CreatedBy}}' --no-trunc app0
echo more1 >> b.txt
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
ADD b.txt /add/
STOPSIGNAL SIGINT
ADD src /add
RUN echo [$A] [$B] [$C] [$D]
END
docker build -t app1 .
docker run --rm --pull never app1
docker history --format '{{.CreatedBy}}' --no-trunc app1
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
STOPSIGNAL SIGINT
ADD src /add
RUN echo [$A] [$B] [$C] [$D]
END
docker build --build-arg C=cc --no-cache -t app2 .
docker run --rm --pull never app2
docker history --format '{{.CreatedBy}}' --no-trunc app2
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
STOPSIGNAL SIGINT
LABEL edit=3
ADD src /add
RUN echo [$A] [$B] [$C] [$D]
END
docker build --no-cache -t app3 .
docker run --rm --pull never app3
docker history --format '{{.CreatedBy}}' --no-trunc app3
docker images -a --format '{{.Repository}}'
