# CMD in three forms without an ENTRYPOINT, run in four ways.
echo "FROM busybox:lab" > base.df
cp base.df one.df
echo 'CMD ["echo", "cmd"]' >> one.df
cp base.df two.df
echo 'CMD echo cmd' >> two.df
docker build -q -t one -f one.df .
docker build -q -t two -f two.df .
docker run --rm one
docker run --rm two
docker run --rm one echo arg
docker run --rm two echo arg
docker run --rm --entrypoint echo one
docker run --rm --entrypoint echo two arg
