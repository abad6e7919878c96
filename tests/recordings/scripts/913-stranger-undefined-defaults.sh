# builders: buildkit
# Undefined variables, with and without operators: what the checks say.
printf 'FROM busybox:lab\nENV A=${X:-1}\nENV B=${X:+1}\nENV C=${X-1}\nENV D=${X}\nENV E=$X\nENV F=${X#a}\nENV G=${X:-$Y}\nENV H=${X:-1} I=${X:+1}\n' > Dockerfile
docker build .
printf 'FROM busybox:lab\nLABEL a=$Z b=$Z\nLABEL c=$Z$Z\nWORKDIR /$Q\nCOPY $W /x\n' > Dockerfile
docker build --check .
printf 'FROM busybox:lab\nENV Q=${X:+set} R=${X:-def}\nENV S=$X T=${X:-def}\n' > Dockerfile
docker build --check .
