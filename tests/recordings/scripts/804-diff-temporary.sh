# Made and removed again: nothing is left of it.
docker run --name box busybox:lab sh -c "echo x > /tmp/x; rm /tmp/x; cat /etc/passwd > /dev/null"
docker diff box
