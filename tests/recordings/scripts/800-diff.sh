# A, C, D.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /d && echo old > /d/old && echo x > /d/x
END
docker build -q -t app .
docker run --name box app sh -c "echo new > /d/new; echo y >> /d/x; rm /d/old; mkdir /e; touch /e/f"
docker diff box
docker diff nothing
