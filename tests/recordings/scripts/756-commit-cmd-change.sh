# --change may hold any of the metadata instructions, and no others.
docker run --name box busybox:lab true
docker commit --change "ENTRYPOINT [\"echo\"]" --change "USER nobody" --change "WORKDIR /tmp" --change "VOLUME /v" --change "STOPSIGNAL SIGINT" box one
docker commit --change "RUN true" box two
docker commit --change "COPY a b" box three
docker inspect -f "{{json .Config.Entrypoint}} {{.Config.User}} {{.Config.WorkingDir}} {{json .Config.Volumes}}" one
docker run --rm one words
