# Without set -e the script goes on, and $? tells.
docker inspect nothing
echo $?
docker rm nothing
echo $?
docker rmi nothing
echo $?
docker start nothing
echo $?
docker nonsense
echo $?
