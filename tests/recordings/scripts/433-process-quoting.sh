# How arguments travel: blanks, quotes, empty words.
docker run --rm busybox:lab echo "two  blanks" 'single $HOME' ""
docker run --rm busybox:lab sh -c 'for a in "$@"; do echo "[$a]"; done' name "a b" "" c
docker run --rm -e "A=b c" busybox:lab sh -c 'echo "$A"'
docker run --rm busybox:lab printf '%s\n' one two
