# .dockerignore: patterns, comments, exceptions, order.
mkdir -p docs build/deep
echo 1 > docs/a.md
echo 2 > docs/keep.md
echo 3 > build/deep/x.o
echo 4 > top.md
echo 5 > app.py
cat > .dockerignore <<'END'
# a comment
build
*.md
docs/*.md
!docs/keep.md
Dockerfile
.dockerignore
END
cat > Dockerfile <<'END'
FROM busybox:lab
COPY . /c
RUN find /c | sort
END
docker build -t app .
