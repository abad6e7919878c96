# RUN in shell form, exec form, and continued lines.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo "shell $HOME"
RUN ["echo", "exec $HOME"]
RUN echo one \
    && echo two \
    # a comment inside
    && echo three
END
docker build -t app .
