# Instructions without arguments.
echo "FROM busybox:lab" > base.df
cp base.df a.df
echo "ENV" >> a.df
docker build -f a.df .
cp base.df b.df
echo "LABEL" >> b.df
docker build -f b.df .
cp base.df c.df
echo "EXPOSE" >> c.df
docker build -f c.df .
cp base.df d.df
echo "WORKDIR" >> d.df
docker build -f d.df .
cp base.df e.df
echo "USER a b" >> e.df
docker build -f e.df .
