# save by several names, load elsewhere, and what rmi says.
printf 'FROM busybox:lab\nLABEL a=1\n' | docker build -q -t one:1 -t one:2 -t reg.example.com:5000/x/one -
docker save -o all.tar one
docker save -o two.tar one:1 one:2
docker rmi one:1 one:2
docker rmi reg.example.com:5000/x/one
docker load -i two.tar
docker load -i all.tar
docker images --format '{{.Repository}}:{{.Tag}}'
docker rmi -f $(docker images -q one)
docker images -q
