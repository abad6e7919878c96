# An ARG against an inherited ENV.
cat > base.df <<'END'
FROM busybox:lab
ENV V=inherited
END
cat > Dockerfile <<'END'
FROM base
ARG V=arg
RUN echo "$V"
LABEL v=$V
END
docker build -q -t base -f base.df .
docker build -t app .
docker build -t app --build-arg V=given .
docker inspect --format "{{json .Config.Labels}}" app
