# A file becomes a directory, a directory a link.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo x > /x && mkdir /y && touch /y/f
RUN rm /x && mkdir /x && touch /x/in && rm -r /y && ln -s /x /y
END
docker build -t app .
docker run --rm app ls /y/
