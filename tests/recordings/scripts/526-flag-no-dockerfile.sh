# No Dockerfile in the context.
echo hi > a.txt
docker build .
echo $?
