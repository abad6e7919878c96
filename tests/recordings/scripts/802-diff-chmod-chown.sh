# Attributes alone are changes.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /d && touch /d/f /d/g /d/h
END
docker build -q -t app .
docker run --name box app sh -c "chmod 600 /d/f; chown 5:5 /d/g; cat /d/h"
docker diff box
docker commit box saved
