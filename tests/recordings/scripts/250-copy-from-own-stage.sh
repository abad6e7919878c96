# A stage cannot copy from itself, nor from one that is not there.
cat > Dockerfile <<'END'
FROM busybox:lab
COPY --from=0 /etc/passwd /stolen
END
docker build .
cat > Dockerfile <<'END'
FROM busybox:lab
COPY --from=1 /etc/passwd /stolen
END
docker build .
