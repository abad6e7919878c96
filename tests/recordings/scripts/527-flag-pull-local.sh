# builders: buildkit
# A tag on a context directory that is a file.
echo hi > file
docker build file
