# Almost JSON.
cat > one.df <<'END'
FROM busybox:lab
CMD ["echo", "a"] trailing
END
cat > two.df <<'END'
FROM busybox:lab
CMD [ "echo" , "spaces" ]
END
cat > three.df <<'END'
FROM busybox:lab
CMD ["echo", 1]
END
docker build -q -t one -f one.df .
docker build -q -t two -f two.df .
docker build -q -t three -f three.df .
docker inspect --format "{{json .Config.Cmd}}" one two three
