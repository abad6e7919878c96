# ONBUILD with many kinds of instructions, then a chain.
echo a > a.txt
cat > base.df <<'END'
FROM busybox:lab
ONBUILD ARG NAME=nobody
ONBUILD ENV HELLO=${NAME}
ONBUILD USER 1000
ONBUILD WORKDIR /onb
ONBUILD RUN id -u; pwd; echo $HELLO > /tmp/h
ONBUILD LABEL a=$NAME
ONBUILD ENTRYPOINT ["cat"]
ONBUILD CMD ["/tmp/h"]
ONBUILD HEALTHCHECK --interval=5s CMD true
ONBUILD VOLUME /v
ONBUILD EXPOSE 80 90/udp
ONBUILD STOPSIGNAL SIGINT
END
docker build -t base -f base.df .
docker inspect -f '{{json .Config.OnBuild}}' base
printf 'FROM base\nRUN echo "$NAME" > /tmp/n\n' > child.df
docker build --build-arg NAME=me -t child -f child.df .
docker run --rm child
docker history --format '{{.CreatedBy}}' child
docker inspect -f '{{json .Config.Healthcheck}} {{json .Config.Volumes}} {{.Config.StopSignal}} {{json .Config.ExposedPorts}}' child
printf 'FROM child\nCMD ["/tmp/n"]\n' > g.df
docker build -t grand -f g.df .
docker run --rm grand
printf 'FROM base AS x\nFROM base AS y\nCOPY --from=x /tmp/h /tmp/hx\n' > m.df
docker build -t m -f m.df .
