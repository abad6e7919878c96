#### grep
printf 'apple\nbanana\ncherry\n' > /work/f; cd /work; grep an f; echo $?; grep zz f; echo $?; grep -v an f; grep -c a f; grep -n rr f; grep -q apple f; echo $?
#### grep several files
cd /work; echo a1 > a; echo b1 > b; grep 1 a b; grep -h 1 a b; grep -l a a b; grep -H a a; grep 1 a nosuch; echo $?; grep -s 1 nosuch; echo $?
#### grep -i, -w, -x
printf 'Foo\nfoobar\nfoo bar\n' > /work/f; cd /work; grep -i foo f; echo --; grep -w foo f; echo --; grep -x foobar f; grep -ix foo f
#### grep -o
echo 'one 12 two 345' | grep -o '[0-9]*'; echo aXbXc | grep -o X; echo abcabc | grep -on 'b.'
#### grep basic expressions
printf 'ab\naab\nb\na+b\n' > /work/f; cd /work; grep '^a*b$' f; grep 'a\+b' f; echo --; grep 'a+b' f; grep '^.$' f; grep 'a\{2\}' f; grep '\(a\)\1' f
#### grep -E
printf 'cat\ndog\ncow\n' > /work/f; cd /work; grep -E 'cat|dog' f; grep -E '^c(a|o)' f; grep -E 'o{1}w?$' f; egrep 'c.+' f
#### grep -F
printf 'a.b\naxb\n' > /work/f; cd /work; grep -F a.b f; grep -F -e x -e . f; fgrep a. f
#### grep with classes
printf 'a1\nB2\n \n' > /work/f; cd /work; grep '[[:upper:]]' f; grep '[^a-z]1' f; grep -c '[[:space:]]' f; grep '[]a]' f
#### grep -r
cd /work; mkdir -p d/e; echo hit > d/a; echo hit > d/e/b; echo miss > d/c; grep -r hit d | sort; grep -rl hit d | sort; grep -rn hit d | sort
#### grep with context
seq 9 > /work/f; cd /work; grep -A 1 3 f; grep -B 1 3 f; grep -C 1 5 f; grep -A1 '[27]' f
#### grep -e and -m
printf 'a\nb\nc\na\n' > /work/f; cd /work; grep -e a -e c f; grep -m 1 a f; grep -e -x f; echo $?
#### grep a bad expression
echo a | grep '\(' 2>/dev/null; echo $?
#### grep standard input
echo abc | grep b; echo abc | grep -c b -; echo abc | grep -H b
#### sed substitutes
echo 'hello world' | sed s/o/0/; echo 'hello world' | sed s/o/0/g; echo hello | sed 's/l/L/2'; echo a/b | sed 's|/|-|'; echo abc | sed 's/\(a\)\(b\)/\2\1/'; echo abc | sed 's/b/[&]/'
#### sed -E
echo abc123 | sed -E 's/([a-z]+)([0-9]+)/\2-\1/'; echo 'a  b' | sed -r 's/ +/ /'; echo foobar | sed -E 's/(foo|foob)ar?/X/'
#### sed prints and deletes
seq 5 | sed -n 2p; seq 5 | sed 2d; seq 5 | sed -n '2,4p'; seq 5 | sed '2,$d'; seq 5 | sed -n '$p'; seq 3 | sed p
#### sed addresses
printf 'a\nb\nc\nb\n' | sed -n '/b/p'; printf 'a\nb\nc\nd\n' | sed '/b/,/c/d'; seq 5 | sed '2!d'; printf 'a\nb\n' | sed '/a/s/a/x/'
#### sed appends, inserts and changes
printf '1\n2\n' | sed '1a after'; printf '1\n2\n' | sed '2i before'; printf '1\n2\n' | sed '1c changed'; printf '1\n2\n' | sed '$a\
last'
#### sed with several commands
seq 3 | sed -e s/1/a/ -e s/2/b/; seq 3 | sed 's/1/a/; s/2/b/'; seq 3 | sed '/2/{s/2/two/;p}'; seq 3 | sed -n '/1/=;3q'
#### sed -i
cd /work; printf 'a\nb\n' > f; chmod 640 f; sed -i s/a/x/ f; cat f; stat -c %a f; echo b > g; sed -i s/b/y/ f g; cat f g; sed -i s/a/b/ nosuch; echo $?
#### sed without a last newline
printf 'a\nb' | sed s/b/c/; echo; printf a | sed p
#### sed hold space
seq 3 | sed -n '1!G;h;$p'; printf 'a\nb\n' | sed 'N;s/\n/+/'; seq 4 | sed 'n;d'
#### sed translates and quits
echo hello | sed y/el/ip/; seq 5 | sed 2q; seq 3 | sed -n '2{p;q}'
#### sed branches
echo aaa | sed ':x;s/a/b/;tx'; printf 'a\nb\n' | sed '/a/b;s/$/!/'
#### sed with flags
echo 'aAa' | sed s/a/x/gI; echo abab | sed 's/b/X/2g' ; printf 'ab\nc\n' | sed -n s/a/x/p
#### sed escapes
echo 'a.b*c' | sed 's/\./-/; s/\*/+/'; echo 'a b' | sed 's/ /\n/'; echo path | sed 's,^,/usr/,'; echo 'x&y' | sed 's/&/and/; s/y/\&/'
#### sed edits a configuration
cd /work; printf '#listen 80\nroot /srv\n' > conf; sed -i -e 's/^#listen/listen/' -e '/^root/s|/srv|/var/www|' conf; cat conf
#### sed missing file
sed p /nosuch; echo $?
#### sed an empty expression repeats the last
printf 'foo\n' | sed '/foo/s//bar/'
#### find
cd /work; mkdir -p a/b; touch a/f.txt a/b/g.txt a/.h; find . | sort; find a -type f | sort; find a -type d | sort; find a -name '*.txt' | sort; find a -name '.*'
#### find combines
cd /work; mkdir -p a/b; touch a/x a/b/y; find a -type f -name x; find a -name x -o -name y | sort; find a ! -type d | sort; find a \( -name x -o -name b \) | sort
#### find depth
cd /work; mkdir -p a/b/c; find a -maxdepth 1 | sort; find a -mindepth 2 | sort; find a -depth
#### find -exec
cd /work; mkdir a; echo 1 > a/x; echo 2 > a/y; find a -type f -exec echo '[{}]' \; | sort; find a -type f -exec cat {} + | sort; find a -name x -exec rm {} \; ; ls a
#### find by attributes
cd /work; touch e; echo 12345 > f; chmod 600 f; find . -type f -empty; find . -type f -size -2 | sort; find . -perm 600; find . -type f -size +0c ; find . -user root -name f
#### find by time
cd /work; touch -d '2001-01-01 00:00:00' old; touch new; find . -type f -newer old; find . -type f -mtime +30; find . -name new -mtime 0
#### find -prune
cd /work; mkdir -p a/skip b; touch a/skip/x a/y b/z; find . -name skip -prune -o -type f -print | sort
#### find with xargs
cd /work; touch 'a b' c; find . -type f -print0 | xargs -0 -n 1 echo | sort; find . -type f | xargs rm -f 2>/dev/null; find . -name c
#### find a missing place
find /nosuch; echo $?; find /work -name nothing; echo $?
#### find links
cd /work; ln -s nowhere l; touch f; find . -type l; find . -path './f'
#### an escaped star may repeat, and so may an escaped bracket
cd /work
printf 'a*b\na**b\nab\n(b\n((b\nb\n' > f
grep -n 'a\**b' f
grep -n '\*\**b' f
grep -nE '\(*b' f
grep -nE '\(+b' f
sed 's/a\**/X/' f
sed -E 's/\(+|\**/X/' f
#### repeated repetitions
cd /work
printf 'aab\nb\nac\n' > f
grep -n 'a**b' f
grep -nE 'a+*b' f
grep -n '^*x' f
#### grep -r past a link that leads nowhere
cd /work; mkdir d; ln -s nowhere d/l; echo hit > d/f; grep -r hit d; echo $?; grep -r nothing d; echo $?; grep -r hit nosuch; echo $?
