# cp in both directions.
echo host > h.txt
mkdir -p dir
echo in > dir/in
docker create --name c busybox:lab cat /h.txt
docker cp h.txt c:/h.txt
docker start -a c
docker cp dir c:/tmp
docker cp dir/. c:/home
docker cp c:/home/in back.txt
docker cp c:/tmp/dir copied
cat back.txt copied/in
docker cp c:/nothing .
docker cp nothing c:/
