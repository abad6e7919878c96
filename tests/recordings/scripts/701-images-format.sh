# --format and -q.
docker tag busybox:lab other:1
docker images -q
docker images --format "{{.Repository}}:{{.Tag}}"
docker images --format "table {{.Repository}}\t{{.Size}}"
docker images --format "{{.ID}} {{.Repository}}" other
docker images --format "{{.Nothing}}"
