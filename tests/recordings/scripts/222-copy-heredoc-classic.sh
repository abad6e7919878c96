# Here-documents with the classic builder.
cat > Dockerfile <<'END'
FROM busybox:lab
COPY <<EOF /one.txt
hello
EOF
END
docker build -q -t app .
