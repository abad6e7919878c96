# ENV, old and new form, quotes and blanks.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV A one two
ENV B="one two" C=three\ four D='$A'
ENV E=$A F="${B}" A=changed
ENV G=$A
RUN env | grep '^[A-G]=' | sort
END
docker build -t app .
docker run --rm app sh -c 'echo "$A|$B|$C|$D|$E|$F|$G"'
