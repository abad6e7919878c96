# STOPSIGNAL, by name, by number, wrong.
cat > Dockerfile <<'END'
FROM busybox:lab
STOPSIGNAL SIGQUIT
END
docker build -t one .
cat > Dockerfile <<'END'
FROM busybox:lab
ARG S=9
STOPSIGNAL $S
END
docker build -t two .
cat > Dockerfile <<'END'
FROM busybox:lab
STOPSIGNAL SIGNOTHING
END
docker build -t three .
docker inspect --format "{{.Config.StopSignal}}" one two
