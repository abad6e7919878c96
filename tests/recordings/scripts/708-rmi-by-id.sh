# builders: buildkit
# Several tags: by ID it needs force.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo hi > /hi
END
docker build -q -t one -t two --iidfile id .
docker rmi $(cat id)
docker rmi -f $(cat id)
docker images --format "{{.Repository}}"
