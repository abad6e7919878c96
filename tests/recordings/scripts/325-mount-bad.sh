# builders: buildkit
# Mounts that are wrong.
cat > one.df <<'END'
FROM busybox:lab
RUN --mount=type=unknown,target=/x true
END
cat > two.df <<'END'
FROM busybox:lab
RUN --mount=type=cache true
END
docker build -f one.df .
docker build -f two.df .
