# commit: the changes, and the arguments, become an image.
docker run --name box busybox:lab sh -c "echo hi > /hi; rm /bin/acpid"
docker commit box app
docker history --format "{{.CreatedBy}}|{{.Comment}}" app
docker inspect -f "{{json .Config.Cmd}} {{json .Config.Env}}" app
docker run --rm app
