# Values come from before the instruction.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV abc=hello
ENV abc=bye def=$abc
ENV ghi=$abc
RUN echo "$abc $def $ghi"
END
docker build -t app .
