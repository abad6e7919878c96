# -m, -a, --change.
docker run --name box -e RUN=1 -w /tmp -u nobody busybox:lab touch /tmp/made
docker commit -m "a message" -a "Ada" --change "CMD [\"ls\", \"/tmp\"]" --change "ENV X=1" --change "EXPOSE 80" --change "LABEL l=1" box app
docker inspect -f "{{.Comment}} {{.Author}}" app
docker inspect -f "{{json .Config.Env}} {{.Config.User}} {{.Config.WorkingDir}} {{json .Config.Cmd}}" app
docker history --format "{{.CreatedBy}}|{{.Comment}}" app
docker run --rm app
