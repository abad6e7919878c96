# A trigger that fails in the child.
cat > base.df <<'END'
FROM busybox:lab
ONBUILD COPY missing.txt /in/
ONBUILD RUN false
END
docker build -t base -f base.df .
echo "FROM base" > child.df
docker build -t child -f child.df .
printf 'FROM busybox:lab\nONBUILD FROM x\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nONBUILD ONBUILD RUN x\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nONBUILD\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nONBUILD NONSENSE x\n' > b.df
docker build -t nons -f b.df .
printf 'FROM nons\n' > c.df
docker build -f c.df .
printf 'FROM busybox:lab\nonbuild maintainer me\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nonbuild run echo "a  b"\nonbuild copy [ "a b", "/x/" ]\n' > b.df
docker build -t q -f b.df .
docker inspect -f '{{json .Config.OnBuild}}' q
