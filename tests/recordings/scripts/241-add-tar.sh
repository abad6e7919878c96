# ADD unpacks a local archive, COPY does not.
docker run --name make busybox:lab sh -c "mkdir -p /p/d && echo in > /p/d/f && chmod 640 /p/d/f && chown 1000:1000 /p/d/f && cd /p && touch -d '2020-01-01 00:00:00' d/f d && tar -cf /x.tar d"
docker cp -q make:/x.tar .
docker rm make
cat > Dockerfile <<'END'
FROM busybox:lab
ADD x.tar /add/
COPY x.tar /copy/
RUN find /add /copy | sort && stat -c "%a %u:%g %n" /add/d/f
END
docker build -t app .
