# -w: existing, new, relative.
docker run --rm -w /tmp busybox:lab pwd
docker run --rm -w /new/dir busybox:lab pwd
docker run --rm -w relative busybox:lab pwd
