# Dockerfiles at random, and edits of them.
mkdir -p src/deep
echo a > a.txt
echo b > b.txt
echo p > src/b.py
echo q > src/deep/c.py
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
COPY src /v/
SHELL ["/bin/sh","-ec"]
RUN ls -d /* | tail -2; cat /x /y 2>/dev/null || echo none
ADD a.txt /add/
EXPOSE 80-82 90
SHELL ["/bin/sh","-ec"]
FROM s0 AS s1
SHELL ["/bin/sh","-ec"]
ENTRYPOINT ["echo","e"]
VOLUME /v
RUN mkdir -p /d && touch /d/f1 || true
ENTRYPOINT ["echo","e"]
END
docker build -t app0 .
docker run --rm --pull never app0
docker history --format '{{.CreatedBy}}' --no-trunc app0
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
EXPOSE 80
HEALTHCHECK CMD true
ENV A=${A:+p}
ADD a.txt /add/
CMD ["id"]
END
docker build -t app1 .
docker run --rm --pull never app1
docker history --format '{{.CreatedBy}}' --no-trunc app1
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
EXPOSE 80
ENV A=${A:+p}
ADD a.txt /add/
CMD ["id"]
END
docker build --no-cache -t app2 .
docker run --rm --pull never app2
docker history --format '{{.CreatedBy}}' --no-trunc app2
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
EXPOSE 80
ADD a.txt /add/
CMD ["id"]
END
docker build --target s0 -t app3 .
docker run --rm --pull never app3
docker history --format '{{.CreatedBy}}' --no-trunc app3
docker images -a --format '{{.Repository}}'
