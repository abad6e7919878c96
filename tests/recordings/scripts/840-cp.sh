# cp in both directions.
echo host > h.txt
mkdir -p dir
echo in > dir/in
docker create --name box busybox:lab cat /h.txt
docker cp h.txt box:/h.txt
docker start -a box
docker cp dir box:/tmp
docker cp dir/. box:/home
docker cp box:/home/in back.txt
docker cp box:/tmp/dir copied
cat back.txt copied/in
docker cp box:/nothing .
docker cp nothing box:/
