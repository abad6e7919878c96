# --from a name, an index, and a directory of the stage.
cat > Dockerfile <<'END'
FROM busybox:lab AS make
WORKDIR /out
RUN echo a > a && mkdir d && echo b > d/b && ln -s a link
FROM scratch
COPY --from=make /out/a /one
COPY --from=0 /out /all
COPY --from=make /out/link /link
END
docker build -t app .
