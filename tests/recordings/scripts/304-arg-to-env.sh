# The usual way to keep a build argument.
cat > Dockerfile <<'END'
FROM busybox:lab
ARG VERSION=1.0
ENV VERSION=${VERSION}
CMD echo version $VERSION
END
docker build -q -t one .
docker build -q -t two --build-arg VERSION=2.0 .
docker run --rm one
docker run --rm two
docker run --rm -e VERSION=3.0 one
