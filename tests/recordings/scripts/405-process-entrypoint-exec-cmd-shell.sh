# ENTRYPOINT exec form, CMD shell form.
cat > Dockerfile <<'END'
FROM busybox:lab
ENTRYPOINT ["echo"]
CMD echo cmd
END
docker build -q -t app .
docker run --rm app
