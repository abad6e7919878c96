# Arguments that nobody declares.
cat > Dockerfile <<'END'
FROM busybox:lab
ARG A
END
docker build -t app --build-arg B=1 --build-arg A=1 --build-arg C=1 .
