# HEALTHCHECK in its forms.
cat > Dockerfile <<'END'
FROM busybox:lab
HEALTHCHECK --interval=5s --timeout=2s --start-period=1s --retries=2 CMD wget -q localhost || exit 1
END
docker build -t one .
cat > Dockerfile <<'END'
FROM one
HEALTHCHECK CMD ["true"]
END
docker build -t two .
cat > Dockerfile <<'END'
FROM two
HEALTHCHECK NONE
END
docker build -t three .
docker inspect --format "{{json .Config.Healthcheck}}" one two three
