# ${…:?…}: a variable that must be set.
cat > Dockerfile <<'END'
FROM busybox:lab
ARG V
ENV X=${V:?please give V}
END
docker build -t app .
docker build -t app --build-arg V=1 .
