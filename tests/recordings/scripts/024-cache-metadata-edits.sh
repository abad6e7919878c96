# CMD, EXPOSE, VOLUME, STOPSIGNAL, HEALTHCHECK edited above a RUN.
cat > Dockerfile <<END
FROM busybox:lab
CMD ["one"]
EXPOSE 80
STOPSIGNAL SIGINT
RUN echo 1 > /one
END
docker build -t app .
cat > Dockerfile <<END
FROM busybox:lab
CMD ["two"]
EXPOSE 81
STOPSIGNAL SIGQUIT
RUN echo 1 > /one
END
docker build -t app .
