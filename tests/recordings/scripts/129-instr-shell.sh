# SHELL changes the later shell forms.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo first
SHELL ["/bin/sh", "-ec"]
RUN echo second
CMD echo third
END
docker build -t app .
docker inspect --format "{{json .Config.Shell}} {{json .Config.Cmd}}" app
docker run --rm app
