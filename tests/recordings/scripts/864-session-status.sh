# The status of each command.
docker run --rm busybox:lab sh -c 'exit 4'
echo $?
cat missing
echo $?
true
echo $?
false
echo $?
