# What plain commit keeps of run's flags.
cat > Dockerfile <<'END'
FROM busybox:lab
ENTRYPOINT ["echo", "entry"]
CMD ["cmd"]
END
docker build -q -t app .
docker run --name one app given
docker commit one c1
docker run --name two --entrypoint ls app /tmp
docker commit two c2
docker inspect -f "{{json .Config.Entrypoint}} {{json .Config.Cmd}}" c1 c2
docker run --rm c1
