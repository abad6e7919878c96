# RUN mv of files and directories.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /old && echo a > /old/a && echo f > /f
RUN mv /f /g
RUN mv /old /new
END
docker build -t app .
docker run --rm app cat /g /new/a
