# An archive added to a name without a slash: a directory of that name.
docker run --name make busybox:lab sh -c "mkdir /p && echo in > /p/f && cd /p && touch -d '2020-01-01 00:00:00' f && tar -cf /x.tar f"
docker cp -q make:/x.tar .
cat > Dockerfile <<'END'
FROM busybox:lab
ADD x.tar /name
RUN ls /name
END
docker build -t app .
