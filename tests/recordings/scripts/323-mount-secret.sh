# builders: buildkit
# A secret is seen by one RUN, and is in no layer.
echo hunter2 > pw.txt
cat > Dockerfile <<'END'
FROM busybox:lab
RUN --mount=type=secret,id=pw cat /run/secrets/pw
RUN --mount=type=secret,id=pw,target=/pw wc -c < /pw
RUN ls -d /run /pw 2>/dev/null || echo gone
END
docker build -t app --secret id=pw,src=pw.txt .
