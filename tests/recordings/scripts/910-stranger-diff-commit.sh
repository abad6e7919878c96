# diff and commit with changes of every kind.
docker run --name cc busybox:lab sh -c 'echo x > /new; rm /etc/group; chmod 700 /root; mkdir -p /a/b; ln -s /new /l; ln /new /hard; mv /tmp /tmp2'
docker diff cc
docker commit -c 'CMD ["cat","/new"]' -c 'ENV X=1 Y=2' -c 'LABEL a=b' -c 'USER 3' -c 'WORKDIR /a' -c 'EXPOSE 80' -c 'VOLUME /v' -c 'ENTRYPOINT []' -c 'STOPSIGNAL 9' -a me -m msg cc img
docker inspect -f '{{json .Config}}' img
docker run --rm img
docker history --format '{{.CreatedBy}}|{{.Comment}}|{{.Size}}' img
docker commit cc
docker commit cc BAD
docker commit nope x
docker commit
docker commit -c 'RUN x' cc y
docker commit -c 'FROM x' cc y
docker commit -c 'nonsense' cc y
docker commit -c 'HEALTHCHECK CMD true' -c 'ONBUILD RUN x' cc y
docker commit -p=false cc z:1
docker diff nope
docker diff
docker rm cc
docker run --name c2 -v /vol -e E=1 img sh -c 'echo 1 > /vol/x'
docker diff c2
docker rm -v c2
