# Both in shell form.
cat > Dockerfile <<'END'
FROM busybox:lab
ENTRYPOINT echo "entry [$0] [$@]"
CMD echo cmd
END
docker build -q -t app .
docker run --rm app
