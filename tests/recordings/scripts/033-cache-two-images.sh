# Two Dockerfiles share their first steps, and so the cache.
cat > one.df <<END
FROM busybox:lab
RUN echo common > /common
RUN echo 1 > /one
END
cat > two.df <<END
FROM busybox:lab
RUN echo common > /common
RUN echo 2 > /two
END
docker build -t one -f one.df .
docker build -t two -f two.df .
