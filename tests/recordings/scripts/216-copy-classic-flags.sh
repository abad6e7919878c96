# Flags that the classic builder does not have.
echo a > a.txt
cat > one.df <<'END'
FROM busybox:lab
COPY --chmod=755 a.txt /
END
cat > two.df <<'END'
FROM busybox:lab
COPY --link a.txt /
END
cat > three.df <<'END'
FROM busybox:lab
RUN --mount=type=cache,target=/c echo hi
END
docker build -q -f one.df .
docker build -q -f two.df .
docker build -q -f three.df .
