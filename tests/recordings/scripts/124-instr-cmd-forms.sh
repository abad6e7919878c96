# CMD in its forms; only the last one counts.
cat > Dockerfile <<'END'
FROM busybox:lab
CMD echo never
CMD ["echo", "exec", "$HOME"]
END
docker build -t one .
cat > Dockerfile <<'END'
FROM busybox:lab
CMD echo shell $HOME
END
docker build -t two .
cat > Dockerfile <<'END'
FROM busybox:lab
CMD ['echo', 'single']
END
docker build -t three .
docker run --rm one
docker run --rm two
docker run --rm three
