# --env-file, and -e with a name alone.
echo "A=from file" > vars
echo "# comment" >> vars
echo "B=2" >> vars
docker run --rm --env-file vars -e B=3 -e NOTSET busybox:lab sh -c 'echo "$A|$B|$NOTSET"'
