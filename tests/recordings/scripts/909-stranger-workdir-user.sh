# WORKDIR and USER in odd forms.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV D=/env
WORKDIR $D/a
WORKDIR ../b
WORKDIR "with space"
WORKDIR ./x/./y/..
RUN pwd; ls -ld .
USER nobody
WORKDIR /made/by/nobody
RUN ls -ldn /made /made/by /made/by/nobody; id
USER 1234:5678
WORKDIR /num
RUN ls -ldn /num; id; echo $HOME
USER root:nogroup
RUN id; echo $HOME
USER ${NOUSER:-nobody}
RUN id -u
WORKDIR /
END
docker build -t app .
docker inspect -f '{{.Config.User}} {{.Config.WorkingDir}}' app
docker run --rm -u 0 -w /a/b/c app sh -c 'pwd; id; ls -ldn /a'
docker run --rm -w rel app pwd
docker run --rm -u nope app id
docker run --rm -u 5:nope app id
printf 'FROM busybox:lab\nUSER nope\nRUN id\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nUSER nope\nWORKDIR /x\n' > b.df
docker build -f b.df .
