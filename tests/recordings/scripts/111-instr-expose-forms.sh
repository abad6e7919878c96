# EXPOSE: protocols, ranges, several, variables.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV PORT=8080
EXPOSE 80
EXPOSE 443/tcp 53/udp
EXPOSE $PORT
EXPOSE 7000-7002
END
docker build -t app .
docker inspect --format "{{json .Config.ExposedPorts}}" app
docker history --format "{{.CreatedBy}}" app
