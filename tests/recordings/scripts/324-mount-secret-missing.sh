# builders: buildkit
# A secret that was not given.
cat > one.df <<'END'
FROM busybox:lab
RUN --mount=type=secret,id=pw ls /run/secrets
END
cat > two.df <<'END'
FROM busybox:lab
RUN --mount=type=secret,id=pw,required=true cat /run/secrets/pw
END
docker build -f one.df .
docker build -f two.df .
