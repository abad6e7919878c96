# All metadata at once: one image, no layer.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV A=1
LABEL l=1
EXPOSE 80
USER nobody
VOLUME /v
STOPSIGNAL SIGINT
ENTRYPOINT ["sh", "-c"]
CMD ["echo $A"]
END
docker build -t app .
docker history --no-trunc --format "{{.CreatedBy}} {{.Size}}" app
docker run --rm app
