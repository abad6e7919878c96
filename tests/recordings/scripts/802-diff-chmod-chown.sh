# Attributes alone are changes.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /d && touch /d/f /d/g /d/h
END
docker build -q -t app .
docker run --name c app sh -c "chmod 600 /d/f; chown 5:5 /d/g; cat /d/h"
docker diff c
docker commit -q c saved
