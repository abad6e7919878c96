# Dockerfiles at random, and edits of them.
mkdir -p src/deep
echo a > a.txt
echo b > b.txt
echo p > src/b.py
echo q > src/deep/c.py
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
RUN echo b >> /x
SHELL ["/bin/sh","-ec"]
RUN ln -s /x /l2 || ls -l /l1 | cut -c1-10
LABEL k=v
RUN echo [$A] [$B] [$C] [$D]
EXPOSE 80
FROM busybox:lab AS s1
WORKDIR /w/$A
RUN ln -s ../y /l1 || ls -l /l1 | cut -c1-10
RUN id -u; pwd; umask
END
docker build --build-arg ZZ=1 --target s0 -t app0 .
docker run --rm --pull never app0
docker history --format '{{.CreatedBy}}' --no-trunc app0
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
RUN echo b >> /x
SHELL ["/bin/sh","-ec"]
RUN echo edit1 > /edit
RUN ln -s /x /l2 || ls -l /l1 | cut -c1-10
LABEL k=v
RUN echo [$A] [$B] [$C] [$D]
EXPOSE 80
FROM busybox:lab AS s1
WORKDIR /w/$A
RUN ln -s ../y /l1 || ls -l /l1 | cut -c1-10
RUN id -u; pwd; umask
END
docker build -t app1 .
docker run --rm --pull never app1
docker history --format '{{.CreatedBy}}' --no-trunc app1
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
RUN echo b >> /x
SHELL ["/bin/sh","-ec"]
RUN echo edit2 > /edit
RUN echo edit1 > /edit
RUN ln -s /x /l2 || ls -l /l1 | cut -c1-10
LABEL k=v
RUN echo [$A] [$B] [$C] [$D]
EXPOSE 80
FROM busybox:lab AS s1
WORKDIR /w/$A
RUN ln -s ../y /l1 || ls -l /l1 | cut -c1-10
RUN id -u; pwd; umask
END
docker build -t app2 .
docker run --rm --pull never app2
docker history --format '{{.CreatedBy}}' --no-trunc app2
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
RUN echo b >> /x
SHELL ["/bin/sh","-ec"]
RUN echo edit2 > /edit
RUN echo edit1 > /edit
RUN ln -s /x /l2 || ls -l /l1 | cut -c1-10
LABEL k=v
EXPOSE 80
FROM busybox:lab AS s1
WORKDIR /w/$A
RUN ln -s ../y /l1 || ls -l /l1 | cut -c1-10
RUN id -u; pwd; umask
END
docker build --build-arg B=b -t app3 .
docker run --rm --pull never app3
docker history --format '{{.CreatedBy}}' --no-trunc app3
docker images -a --format '{{.Repository}}'
