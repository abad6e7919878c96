# Each RUN is a new shell: cd and export end with it.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN cd /tmp && export A=1 && pwd
RUN pwd && echo "A=$A"
WORKDIR /tmp
ENV A=2
RUN pwd && echo "A=$A"
END
docker build -t app .
