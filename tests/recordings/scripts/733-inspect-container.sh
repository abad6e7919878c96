# A container's state and settings.
docker run --name c -e A=1 -w /tmp busybox:lab sh -c 'exit 3'
docker inspect -f "{{.State.Status}} {{.State.ExitCode}} {{.State.Running}}" c
docker inspect -f "{{.Path}} {{.Args}}" c
docker inspect -f "{{json .Config.Cmd}} {{.Config.WorkingDir}}" c
docker inspect -f "{{.Name}} {{.Config.Image}}" c
docker inspect -f "{{index .Config.Env 0}}" c
