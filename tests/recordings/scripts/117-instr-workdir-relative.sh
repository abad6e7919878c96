# Relative ones add up; variables; back to the root.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV SUB=three
WORKDIR /one
WORKDIR two
WORKDIR $SUB
WORKDIR ..
WORKDIR ./x/../y
RUN pwd
WORKDIR /
END
docker build -t app .
docker inspect --format "{{.Config.WorkingDir}}" app
