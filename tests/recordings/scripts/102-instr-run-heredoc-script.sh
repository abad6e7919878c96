# builders: buildkit
# A here-document that begins with #! is a program.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN <<EOF
#!/bin/cat
this is shown
EOF
RUN <<-"EOF"
	echo tabs are stripped
	echo $HOME
EOF
END
docker build -t app .
