# set -e stops the script at the first failure.
set -e
echo before
docker run --rm busybox:lab sh -c 'exit 4'
echo never
