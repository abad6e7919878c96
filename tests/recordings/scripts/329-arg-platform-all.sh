# builders: buildkit
# Every ARG that BuildKit gives to a build, also those that are empty here.
cat > Dockerfile <<'END'
FROM busybox:lab AS web
ARG TARGETPLATFORM TARGETOS TARGETOSVERSION TARGETARCH TARGETVARIANT TARGETSTAGE
ARG BUILDPLATFORM BUILDOS BUILDOSVERSION BUILDARCH BUILDVARIANT
LABEL version=${TARGETOSVERSION-unset} stage=${TARGETSTAGE-unset} variant=${TARGETVARIANT-unset}
RUN echo "[$TARGETPLATFORM $TARGETOSVERSION $TARGETSTAGE $BUILDOSVERSION]"
END
docker build -t app .
docker build -q --build-arg TARGETSTAGE=mine -t mine . > /dev/null
