# Platform arguments must be declared in the stage.
cat > Dockerfile <<'END'
FROM --platform=$BUILDPLATFORM busybox:lab
RUN echo "[$TARGETARCH]"
ARG TARGETARCH
ARG TARGETOS
RUN echo "[$TARGETOS/$TARGETARCH]"
END
docker build -t app .
