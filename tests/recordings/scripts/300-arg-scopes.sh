# An ARG before FROM is for FROM lines, unless declared again.
cat > Dockerfile <<'END'
ARG BASE=busybox
ARG TAG=lab
FROM $BASE:$TAG
RUN echo "base=$BASE tag=$TAG"
ARG TAG
RUN echo "base=$BASE tag=$TAG"
ARG TAG=other
RUN echo "tag=$TAG"
END
docker build -t app .
docker build -t app --build-arg TAG=lab .
