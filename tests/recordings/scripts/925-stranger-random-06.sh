# Dockerfiles at random, and edits of them.
mkdir -p src/deep
echo a > a.txt
echo b > b.txt
echo p > src/b.py
echo q > src/deep/c.py
cat > Dockerfile <<'END'
ARG T=lab
FROM busybox:lab AS s0
CMD ["id"]
VOLUME /v
RUN mkdir -p /d && touch /d/f2 || true
RUN rm -rf /y
END
docker build --build-arg ZZ=1 --no-cache -t app0 .
docker run --rm --pull never app0
docker history --format '{{.CreatedBy}}' --no-trunc app0
cat > Dockerfile <<'END'
ARG T=lab
FROM busybox:lab AS s0
RUN echo edit1 > /edit
CMD ["id"]
VOLUME /v
RUN mkdir -p /d && touch /d/f2 || true
RUN rm -rf /y
END
docker build -t app1 .
docker run --rm --pull never app1
docker history --format '{{.CreatedBy}}' --no-trunc app1
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
ADD b.txt /add/
RUN ls -d /* | tail -3; cat /x /y 2>/dev/null || echo none
CMD ["sh","-c","pwd"]
COPY src/ /in/
EXPOSE 80-82 90
RUN rm -rf /v
END
docker build --build-arg B=b -t app2 .
docker run --rm --pull never app2
docker history --format '{{.CreatedBy}}' --no-trunc app2
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
ADD b.txt /add/
RUN ls -d /* | tail -3; cat /x /y 2>/dev/null || echo none
CMD ["sh","-c","pwd"]
LABEL edit=3
COPY src/ /in/
EXPOSE 80-82 90
RUN rm -rf /v
END
docker build -t app3 .
docker run --rm --pull never app3
docker history --format '{{.CreatedBy}}' --no-trunc app3
docker images -a --format '{{.Repository}}'
