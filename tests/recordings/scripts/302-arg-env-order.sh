# ENV after ARG, then ENV before ARG: who wins?
cat > one.df <<'END'
FROM busybox:lab
ARG V=arg
ENV V=env
RUN echo "$V"
END
cat > two.df <<'END'
FROM busybox:lab
ENV V=env
ARG V=arg
RUN echo "$V"
END
docker build -t one -f one.df --build-arg V=given .
docker build -t two -f two.df --build-arg V=given .
docker run --rm two sh -c 'echo $V'
