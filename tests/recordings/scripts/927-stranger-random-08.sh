# Dockerfiles at random, and edits of them.
mkdir -p src/deep
echo a > a.txt
echo b > b.txt
echo p > src/b.py
echo q > src/deep/c.py
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
VOLUME ["/v","/d"]
ENTRYPOINT ["echo","e"]
ENV A=${B:-d}
RUN ln -s /d /l2 || ls -l /l1 | cut -c1-10
END
docker build -t app0 .
docker run --rm --pull never app0
docker history --format '{{.CreatedBy}}' --no-trunc app0
cat > Dockerfile <<'END'
ARG T=lab
FROM busybox:lab AS s0
COPY *.txt /in/
ONBUILD ENV OB=1
RUN rm -rf /z
COPY src/*.py /d/
END
docker build --no-cache -t app1 .
docker run --rm --pull never app1
docker history --format '{{.CreatedBy}}' --no-trunc app1
cat > Dockerfile <<'END'
FROM busybox:lab AS s0
COPY src /in
ENTRYPOINT ["echo","e"]
FROM app0 AS s1
COPY src/ /in/
RUN rm -rf /y
EXPOSE 80
COPY --from=s0 /bin/../tmp /got/
END
docker build --target s0 -t app2 .
docker run --rm --pull never app2
docker history --format '{{.CreatedBy}}' --no-trunc app2
cat > Dockerfile <<'END'
FROM app1 AS s0
RUN mkdir -p /d/e && touch /v/f3 || true
ENTRYPOINT ["echo","e"]
FROM app1 AS s1
RUN mkdir -p /d && touch /v/f2 || true
COPY a.txt /l1
VOLUME /v
ONBUILD ENV OB=1
STOPSIGNAL TERM
CMD ["sh","-c","pwd"]
END
docker build --build-arg C=cc -t app3 .
docker run --rm --pull never app3
docker history --format '{{.CreatedBy}}' --no-trunc app3
docker images -a --format '{{.Repository}}'
