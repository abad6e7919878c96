# What plain commit keeps of run's flags.
cat > Dockerfile <<'END'
FROM busybox:lab
ENTRYPOINT ["echo", "entry"]
CMD ["cmd"]
END
docker build -q -t app .
docker run --name one app given
docker commit one com1
docker run --name two --entrypoint ls app /tmp
docker commit two com2
docker inspect -f "{{json .Config.Entrypoint}} {{json .Config.Cmd}}" com1 com2
docker run --rm com1
