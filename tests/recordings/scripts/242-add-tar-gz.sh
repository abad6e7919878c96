# A compressed archive, under a misleading name; --unpack=false.
docker run --name make busybox:lab sh -c "mkdir /p && echo in > /p/f && cd /p && touch -d '2020-01-01 00:00:00' f && tar -czf /x.dat f"
docker cp -q make:/x.dat .
cat > one.df <<'END'
FROM busybox:lab
ADD x.dat /add/
RUN ls /add
END
cat > two.df <<'END'
FROM busybox:lab
ADD --unpack=false x.dat /add/
RUN ls /add
END
docker build -t one -f one.df .
docker build -t two -f two.df .
