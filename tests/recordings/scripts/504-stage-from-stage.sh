# A stage built on a stage.
cat > Dockerfile <<'END'
FROM busybox:lab AS base
ENV LEVEL=base
RUN echo base > /base
FROM base AS test
RUN cat /base && echo $LEVEL
FROM base
RUN echo final > /final
END
docker build -t app .
docker run --rm app ls /base /final
