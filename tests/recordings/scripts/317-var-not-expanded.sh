# CMD, ENTRYPOINT and RUN are not expanded by the builder.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV V=v
RUN V=inner; echo $V
CMD ["echo", "$V"]
END
docker build -t app .
docker run --rm app
docker run --rm app sh -c 'echo $V'
