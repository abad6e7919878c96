# The kernel is the host's, the rest the image's.
docker run --rm busybox:lab sh -c '[ "$(uname -s)" = Linux ] && echo Linux'
docker run --rm busybox:lab sh -c 'ls /etc /'
docker run --rm --hostname box busybox:lab hostname
