# Dockerfiles at random, and edits of them.
mkdir -p src/deep
echo a > a.txt
echo b > b.txt
echo p > src/b.py
echo q > src/deep/c.py
printf '*.txt\n' > .dockerignore
cat > Dockerfile <<'END'
ARG T=lab
FROM busybox:lab AS s0
SHELL ["/bin/sh","-ec"]
USER root:nogroup
USER root:nogroup
LABEL m=n o=p
COPY src/b.py a.txt /v/
END
docker build --build-arg B=b -t app0 .
docker run --rm --pull never app0
docker history --format '{{.CreatedBy}}' --no-trunc app0
echo more1 >> b.txt
cat > Dockerfile <<'END'
ARG T=lab
FROM busybox:lab AS s0
SHELL ["/bin/sh","-ec"]
USER root:nogroup
USER root:nogroup
LABEL m=n o=p
COPY src/b.py a.txt /v/
END
docker build --build-arg C=cc --no-cache -t app1 .
docker run --rm --pull never app1
docker history --format '{{.CreatedBy}}' --no-trunc app1
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
LABEL m=n o=p
VOLUME /v
END
docker build --target s0 -t app2 .
docker run --rm --pull never app2
docker history --format '{{.CreatedBy}}' --no-trunc app2
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
RUN echo edit3 > /edit
LABEL m=n o=p
VOLUME /v
END
docker build -t app3 .
docker run --rm --pull never app3
docker history --format '{{.CreatedBy}}' --no-trunc app3
docker images -a --format '{{.Repository}}'
