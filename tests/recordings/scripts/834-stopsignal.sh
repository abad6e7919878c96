# STOPSIGNAL is what stop sends.
cat > Dockerfile <<'END'
FROM busybox:lab
STOPSIGNAL SIGINT
CMD trap "echo int; exit 6" INT; trap "echo term; exit 7" TERM; while true; do sleep 1; done
END
docker build -q -t app .
docker run -d --name box app
docker stop -t 5 box
docker logs box
docker inspect -f "{{.State.ExitCode}}" box
