# The base of a stage chosen by an argument.
cat > Dockerfile <<'END'
ARG KIND=prod
FROM busybox:lab AS base
RUN echo base > /kind
FROM base AS dev
RUN echo dev > /kind
FROM base AS prod
RUN echo prod > /kind
FROM ${KIND}
CMD ["cat", "/kind"]
END
docker build -q -t one .
docker build -q -t two --build-arg KIND=dev .
docker run --rm one
docker run --rm two
