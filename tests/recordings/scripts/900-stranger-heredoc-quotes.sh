# builders: buildkit
# Here-documents whose delimiter is quoted or not, with quotes and variables in them.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV N=name
ARG Q="a b"
COPY <<"E1" /quoted
$N ${Q} \$N "x" 'y' \\ end
E1
COPY <<E2 /plain
$N ${Q} \$N "x" 'y' \\ end ${NONE:-default}
E2
COPY <<'E3' <<-E4 /dir/
$N
E3
		tab $N
	one tab
E4
RUN <<'R1'
echo "$N" '$N' \$N
for i in 1 2; do
  echo $i "$i"
done
R1
RUN <<R2 cat -
$N \$N
R2
RUN cat <<A <<B
a
A
b
B
COPY --chmod=755 --chown=1:2 <<run.sh /bin/run.sh
#!/bin/sh
echo "ran $N with $*"
run.sh
RUN run.sh x y
END
docker build -t app .
docker run --rm app cat /quoted /plain /dir/E3 /dir/E4
docker history --no-trunc --format '{{.CreatedBy}}' app
