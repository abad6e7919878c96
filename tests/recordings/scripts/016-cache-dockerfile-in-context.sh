# COPY . also copies the Dockerfile: editing a comment in it is a change of the context.
echo one > a.txt
cat > Dockerfile <<END
FROM busybox:lab
COPY . /all/
RUN ls /all
END
docker build -t app .
cat > Dockerfile <<END
# a comment
FROM busybox:lab
COPY . /all/
RUN ls /all
END
docker build -t app .
