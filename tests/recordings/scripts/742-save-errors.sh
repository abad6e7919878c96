# What cannot be saved or loaded.
docker save nothing -o x.tar
docker load -i missing.tar
echo "not a tar" > bad.tar
docker load -i bad.tar
echo $?
