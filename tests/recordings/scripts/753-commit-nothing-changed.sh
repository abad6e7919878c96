# A container that changed nothing; a name that is none.
docker run --name box busybox:lab true
docker commit box app
docker commit box Bad
docker commit nothing app
docker history --format "{{.CreatedBy}} {{.Size}}" app
