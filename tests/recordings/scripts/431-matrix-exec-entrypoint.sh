# ENTRYPOINT exec form with CMD in three forms.
echo "FROM busybox:lab" > base.df
echo 'ENTRYPOINT ["echo", "entry"]' >> base.df
cp base.df one.df
echo 'CMD ["echo", "cmd"]' >> one.df
cp base.df two.df
echo 'CMD echo cmd' >> two.df
docker build -q -t none -f base.df .
docker build -q -t one -f one.df .
docker build -q -t two -f two.df .
docker run --rm none
docker run --rm one
docker run --rm two
docker run --rm none arg
docker run --rm one arg
docker run --rm --entrypoint sh two -c 'echo over'
