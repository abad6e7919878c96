# A renamed file, a renamed directory.
cat > Dockerfile <<'END'
FROM busybox:lab
RUN mkdir /d && echo f > /d/f && echo g > /g
END
docker build -q -t app .
docker run --name box app sh -c "mv /g /h; mv /d /e"
docker diff box
docker commit box saved
