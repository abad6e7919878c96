# builders: buildkit
# A bind mount shows the context, or a stage, without copying it.
echo "from context" > a.txt
cat > Dockerfile <<'END'
FROM busybox:lab AS make
RUN echo "from stage" > /b.txt
FROM busybox:lab
RUN --mount=type=bind,target=/ctx cat /ctx/a.txt > /copied
RUN --mount=type=bind,source=a.txt,target=/one.txt cat /one.txt
RUN --mount=type=bind,from=make,source=/b.txt,target=/b.txt cat /b.txt
RUN ls /
END
docker build -t app .
echo "changed" > a.txt
docker build -t app .
