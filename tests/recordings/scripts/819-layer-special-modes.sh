# setuid, sticky, odd names.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN touch /s && chmod 4755 /s && mkdir /t && chmod 1777 /t && chmod 2755 /var
RUN touch "/with space" /.hidden
END
docker build -t app .
