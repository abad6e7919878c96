# Several names on one ARG; the order in the history.
cat > Dockerfile <<'END'
FROM busybox:lab
ARG B=2 A=1
ARG C
RUN echo $A$B$C
ARG A=3
RUN echo $A$B$C
END
docker build -t app --build-arg C=c .
docker history --no-trunc --format "{{.CreatedBy}}" app
