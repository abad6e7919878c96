# builders: buildkit
# docker build --check: the linter's findings.
cat > Dockerfile <<'END'
FROM busybox:lab as one
MAINTAINER me
ENV key value
CMD echo shell
run echo lower
END
docker build --check .
echo $?
