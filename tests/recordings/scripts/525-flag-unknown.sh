# Flags and arguments that are wrong.
docker build --nonsense .
docker build
docker build a b
docker build missing-directory
