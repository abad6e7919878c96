# Hard links, in one layer and across two.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN echo a > /a && ln /a /b
RUN ln /a /c
RUN echo more >> /b
RUN cat /a /b /c
END
docker build -t app .
