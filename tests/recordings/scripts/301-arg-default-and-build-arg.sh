# Precedence: --build-arg, then the default; not known before its line.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo "before: $V"
ARG V=default
RUN echo "after: $V"
ARG EMPTY
RUN echo "empty: [$EMPTY]"
ARG FROM_V=$V-x
RUN echo "$FROM_V"
END
docker build -t app .
docker build -t app --build-arg V=given --build-arg EMPTY=e .
docker history --no-trunc --format "{{.CreatedBy}}" app
