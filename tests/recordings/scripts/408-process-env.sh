# Where the variables come from.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV A=image B=image
USER nobody
WORKDIR /tmp
END
docker build -q -t app .
docker run --rm -e B=run -e C=run app sh -c 'env | grep -v ^HOSTNAME= | sort'
docker run --rm -u root app sh -c 'echo $HOME'
