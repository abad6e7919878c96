# Names of containers: two characters at least.
docker run --rm --name c busybox:lab true
docker run --rm --name -c busybox:lab true
docker run --rm --name _c busybox:lab true
docker run --rm --name ok.1-2_3 busybox:lab true
