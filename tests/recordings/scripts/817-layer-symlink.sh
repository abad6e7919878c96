# Symbolic links: made, replaced, followed.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /real && ln -s /real /link && ln -s missing /dangling
RUN echo x > /link/x
RUN rm /link && mkdir /link && echo y > /link/y
RUN ls /real /link
END
docker build -t app .
