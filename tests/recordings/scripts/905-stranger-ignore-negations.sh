# .dockerignore: negations in an order that matters.
mkdir -p a/b/c docs node/x
echo 1 > a/1.md
echo 2 > a/b/2.md
echo 3 > a/b/c/3.md
echo 4 > docs/README.md
echo 5 > docs/other.md
echo 6 > node/x/keep.js
echo 7 > .env
echo 8 > .env.example
printf 'FROM busybox:lab\nCOPY . /ctx\nRUN find /ctx | sort\n' > Dockerfile
printf 'a\n!a/b\na/b/c\n!a/b/c/3.md\n**/*.md\n!docs/README.md\n' > .dockerignore
docker build --no-cache .
printf '*\n!docs\ndocs/*\n!docs/README.md\n' > .dockerignore
docker build --no-cache .
printf '# comment\n\n   a   \n!/a/1.md\n/node/\n.env*\n!.env.example\n' > .dockerignore
docker build --no-cache .
printf '**/b\n!**/c\nDockerfile\n.dockerignore\n' > .dockerignore
docker build --no-cache .
printf '!a\n' > .dockerignore
docker build --no-cache .
printf './a\n../docs\n' > .dockerignore
docker build --no-cache .
printf 'a/*/c\nd?cs\nnode/[a-z]\n' > .dockerignore
docker build --no-cache .
printf '!\n' > .dockerignore
docker build --no-cache .
printf '**\n!**/*.md\n' > .dockerignore
docker build --no-cache .
