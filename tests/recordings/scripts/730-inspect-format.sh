# The templates people use.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV A=1
LABEL l=v m=w
EXPOSE 80
WORKDIR /w
ENTRYPOINT ["echo"]
CMD ["a", "b"]
END
docker build -q -t app .
docker inspect --format "{{.Config.Cmd}} {{.Config.Entrypoint}} {{.Config.WorkingDir}}" app
docker inspect --format "{{json .Config.Env}}" app
docker inspect -f "{{range .Config.Env}}{{.}};{{end}}" app
docker inspect -f "{{index .Config.Cmd 1}} {{index .Config.Labels \"l\"}}" app
docker inspect -f "{{len .RootFS.Layers}} {{.Os}}/{{.Architecture}}" app
docker inspect -f "{{if .Config.User}}user{{else}}no user{{end}}" app
docker inspect -f "{{join .Config.Cmd \"+\"}} {{upper .Os}}" app
docker inspect -f "{{.RepoTags}}" app
