# Labels: quotes, lists, overwriting, build flags.
cat > Dockerfile <<'END'
FROM busybox:lab
LABEL a=1 b="two words" c='single' d=a\ b "e f"=g
LABEL multi="line \
two" x=
LABEL a=2
LABEL old style label
LABEL v=$A w=${B:-b} "$K"=k
ARG A=arg
ENV K=key
LABEL v2=$A w2=${B:-b} "$K"=k
LABEL json='{"a": "b"}'
END
docker build --label a=flag --label new -t app .
docker inspect -f '{{json .Config.Labels}}' app
docker history --no-trunc --format '{{.CreatedBy}}' app
docker images --filter label=a=flag --format '{{.Repository}}'
docker images --filter label=nope --format '{{.Repository}}'
docker run -d --name cc --label a=run --label z app sleep 9
docker ps --filter label=a=run --format '{{.Names}} {{.Label "b"}}'
docker ps --format '{{.Labels}}'
docker rm -f cc
