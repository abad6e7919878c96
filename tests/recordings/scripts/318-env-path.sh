# PATH is a variable like the others.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /tools && echo 'echo my tool' > /tools/mytool && chmod 755 /tools/mytool
ENV PATH=/tools:$PATH
RUN mytool
CMD ["mytool"]
END
docker build -t app .
docker run --rm app
docker run --rm -e PATH=/bin app
