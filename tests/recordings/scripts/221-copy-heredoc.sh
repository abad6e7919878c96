# builders: buildkit
# Files written in the Dockerfile.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV NAME=lab
COPY <<EOF /one.txt
hello $NAME
EOF
COPY <<"EOF" /two.txt
hello $NAME
EOF
COPY <<a <<b /dir/
in a
a
in b
b
COPY --chmod=755 <<-EOF /tool
	#!/bin/sh
	echo run
EOF
END
docker build -t app .
docker run --rm app cat /one.txt /two.txt /dir/a /dir/b
docker run --rm app /tool
