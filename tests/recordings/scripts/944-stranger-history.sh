# history: flags and templates.
printf 'FROM busybox:lab\nENV A=1\nRUN echo a very long command that will not fit in the column of the table > /dev/null\nCMD ["x"]\n' > Dockerfile
docker build -q -t app .
docker history app
docker history -q app
docker history --no-trunc app
docker history --human=false --format '{{.Size}} {{.Comment}} {{.CreatedSince}}' app
docker history --format '{{json .}}' app
docker history --format json app
docker history --format 'table {{.CreatedBy}}\t{{.Size}}' app
docker history nope
docker history
docker history a b
docker history --format '{{.Nope}}' app
