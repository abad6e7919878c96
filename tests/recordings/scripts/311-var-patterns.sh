# Removing and replacing patterns.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV P=/usr/local/lib/file.tar.gz
ENV A=${P#*/} B=${P##*/} C=${P%.*} D=${P%%.*}
ENV E=${P/l/L} F=${P//l/L} G=${P/.tar/}
RUN env | grep '^[A-G]=' | sort
END
docker build -t app .
