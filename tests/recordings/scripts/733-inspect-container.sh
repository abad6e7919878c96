# A container's state and settings.
docker run --name box -e A=1 -w /tmp busybox:lab sh -c 'exit 3'
docker inspect -f "{{.State.Status}} {{.State.ExitCode}} {{.State.Running}}" box
docker inspect -f "{{.Path}} {{.Args}}" box
docker inspect -f "{{json .Config.Cmd}} {{.Config.WorkingDir}}" box
docker inspect -f "{{.Name}} {{.Config.Image}}" box
docker inspect -f "{{index .Config.Env 0}}" box
