# The operators of ${…}.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV SET=value EMPTY=
ENV A=${SET:-d} B=${UNSET:-d} C=${EMPTY:-d} D=${EMPTY-d}
ENV E=${SET:+alt} F=${UNSET:+alt} G=${EMPTY:+alt} H=${EMPTY+alt}
ENV I=${UNSET:-${SET}} J=${SET}tail K=$SET-tail L=\$SET
RUN env | grep '^[A-L]=' | sort
END
docker build -t app .
