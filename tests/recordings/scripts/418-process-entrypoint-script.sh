# The usual entry script: exec "$@".
cat > entry.sh <<'END'
#!/bin/sh
echo "setting up"
exec "$@"
END
chmod 755 entry.sh
cat > Dockerfile <<'END'
FROM busybox:lab
COPY entry.sh /
ENTRYPOINT ["/entry.sh"]
CMD ["echo", "ready"]
END
docker build -t app .
docker run --rm app
docker run --rm app sh -c 'echo $$'
