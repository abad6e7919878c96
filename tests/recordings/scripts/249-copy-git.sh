# A Git repository is no source of COPY; the classic builder takes git@… for a path.
echo hi > hi.txt
echo 'FROM scratch' > Dockerfile
echo 'COPY git@github.com:moby/moby.git /moby' >> Dockerfile
docker build .
echo 'FROM scratch' > Dockerfile
echo 'COPY git://github.com/moby/moby /moby' >> Dockerfile
docker build .
echo 'FROM scratch' > Dockerfile
echo 'COPY https://github.com/moby/moby.git#master /moby' >> Dockerfile
docker build .
echo 'FROM scratch' > Dockerfile
echo 'COPY --chmod=u+rg hi.txt /hi' >> Dockerfile
docker build -q . > /dev/null
