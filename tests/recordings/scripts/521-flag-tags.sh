# Several tags; tags with a version, a registry; tags that are none.
cat > Dockerfile <<'END'
FROM busybox:lab
LABEL a=1
END
docker build -t one -t two:2.0 -t registry.example.com:5000/team/three:v1 .
docker images
docker build -t UPPER .
docker build -t bad:tag:tag .
