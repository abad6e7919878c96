# ** at any depth; a question mark; a leading slash.
mkdir -p a/b
echo 1 > x.tmp
echo 2 > a/x.tmp
echo 3 > a/b/x.tmp
echo 4 > a/b/keep
echo 5 > f1
echo 6 > f22
cat > .dockerignore <<'END'
**/*.tmp
/f?
END
cat > Dockerfile <<'END'
FROM busybox:lab
COPY a f* x* /c/
RUN find /c | sort
END
docker build -t app .
