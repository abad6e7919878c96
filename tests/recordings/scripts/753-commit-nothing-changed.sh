# A container that changed nothing; a name that is none.
docker run --name c busybox:lab true
docker commit -q c app
docker commit -q c Bad
docker commit nothing app
docker history --format "{{.CreatedBy}} {{.Size}}" app
