# commit of a running container, and of one with a tag in several forms.
docker run -d --name web -w /tmp -e A=1 -l x=y busybox:lab sh -c 'echo data > f; sleep 60'
docker exec web sh -c 'echo more >> f'
docker commit web
docker commit web img
docker commit -m 'with a message' -a 'A U Thor' web img:two
docker run --rm img:two cat f
docker inspect -f '{{.Author}} {{.Comment}} {{json .Config.Env}} {{json .Config.Labels}} {{.Config.WorkingDir}}' img:two
docker history --format '{{.CreatedBy}} {{.Comment}}' img:two
docker commit -c 'CMD echo $A' -c 'ENTRYPOINT ["sh","-c"]' web img:three
docker inspect -f '{{json .Config.Cmd}} {{json .Config.Entrypoint}}' img:three
docker commit -c 'ENV' web img:bad
docker commit -c 'EXPOSE x' web img:bad
docker rm -f web
docker images --format '{{.Repository}}:{{.Tag}}'
