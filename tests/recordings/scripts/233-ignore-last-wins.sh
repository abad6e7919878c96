# The last line that matches decides.
echo 1 > a.txt
echo 2 > b.txt
cat > .dockerignore <<'END'
!a.txt
*.txt
!b.txt
END
cat > Dockerfile <<'END'
FROM busybox:lab
COPY *.txt /c/
RUN ls /c
END
docker build -t app .
