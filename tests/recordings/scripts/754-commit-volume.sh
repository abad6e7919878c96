# What lies in a volume is not committed.
cat > Dockerfile <<'END'
FROM busybox:lab
VOLUME /data
END
docker build -q -t app .
docker run --name box app sh -c "echo v > /data/v; echo f > /f"
docker commit box saved
docker run --rm saved sh -c "ls /data; cat /f"
