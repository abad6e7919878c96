# RUN with here-documents.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN <<EOF
echo one
echo $HOME > /home/two
EOF
RUN cat <<EOF > /three
three $HOME
EOF
RUN <<EOF sh
echo four
EOF
END
docker build -t app .
docker run --rm app cat /home/two /three
