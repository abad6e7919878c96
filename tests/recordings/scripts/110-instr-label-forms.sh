# LABEL, several at once, overwritten, quoted, and inherited.
cat > base.df <<'END'
FROM busybox:lab
LABEL a=1 b="two words" com.example.c='x$y'
LABEL "quoted key"=v
END
cat > Dockerfile <<'END'
FROM base
ARG V=9
LABEL b=2 v=$V multi="one\
two"
END
docker build -q -t base -f base.df .
docker build -t app .
docker inspect --format "{{json .Config.Labels}}" app
