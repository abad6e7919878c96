# Proxy arguments need no ARG, and stay out of history and cache.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo "proxy $HTTP_PROXY"
END
docker build -t app --build-arg HTTP_PROXY=http://one .
docker build -t app --build-arg HTTP_PROXY=http://two .
docker history --no-trunc --format "{{.CreatedBy}}" app
docker run --rm app sh -c 'echo "[$HTTP_PROXY]"'
