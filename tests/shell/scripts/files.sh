#### mkdir
cd /work; mkdir a b; mkdir a; echo $?; mkdir c/d; echo $?; mkdir -p c/d/e; mkdir -p c/d; echo $?
#### mkdir -m
cd /work; mkdir -m 700 a; mkdir -m u=rwx,go=rx b; mkdir -p -m 711 c/d; stat -c '%a %n' a b c c/d
#### mkdir over a file
cd /work; echo > f; mkdir f; mkdir -p f; mkdir -p f/x; echo $?
#### rmdir
cd /work; mkdir -p a/b c; rmdir c; rmdir a; echo $?; rmdir -p a/b; ls; rmdir nosuch; echo $?
#### touch
cd /work; touch a b; touch -c c; ls; touch /nosuch/x; echo $?
#### touch with a time
cd /work; touch -d '2001-02-03 04:05:06' a; touch -t 200203040506.07 b; touch -d @86400 c; touch -r a d; stat -c '%Y %n' a b c d; touch -d nonsense a; echo $?
#### rm
cd /work; touch a b c; rm a; rm b c; ls; rm a; echo $?; rm -f a; echo $?
#### rm of a directory
cd /work; mkdir -p d/e; touch d/e/f; rm d; echo $?; rm -r d; ls; rm -rf d; echo $?
#### rm dots
cd /work; rm -rf . ..; echo $?
#### rm of a link leaves its target
cd /work; mkdir d; touch d/f; ln -s d l; rm l; ls d; ln -s d l; rm -r l; ls d
#### mv
cd /work; echo a > a; mv a b; cat b; mkdir d; mv b d; ls d; mv d/b c; ls; mv nosuch x; echo $?
#### mv over a file
cd /work; echo a > a; echo b > b; mv a b; cat b; ls
#### mv a directory
cd /work; mkdir a b; touch a/f; mv a b; ls b; mv b/a c; ls c
#### mv several
cd /work; touch a b; mkdir d; mv a b d; ls d; touch a b; mv a b nosuch; echo $?
#### mv onto a directory that is in the way
cd /work; mkdir a; touch f; mkdir f2; mv f a; mkdir -p a/x x; touch a/x/y; mv x a; echo $?; ls a/x
#### cp
cd /work; echo a > a; cp a b; cat b; mkdir d; cp a d; cp a d/c; ls d; cp nosuch x; echo $?
#### cp several
cd /work; touch a b; mkdir d; cp a b d; ls d; cp a b nosuch; echo $?
#### cp over a file keeps its mode
cd /work; echo a > a; echo b > b; chmod 600 b; cp a b; cat b; stat -c %a b
#### cp takes the mode
cd /work; echo a > a; chmod 755 a; cp a b; chmod 4700 a; cp a c; stat -c '%a %n' b c
#### cp a directory
cd /work; mkdir -p a/b; echo x > a/b/f; cp a c; echo $?; cp -r a c; cat c/b/f; cp -r a c; ls c
#### cp -r with links
cd /work; mkdir a; echo x > a/f; ln -s f a/l; ln -s nowhere a/n; cp -r a b; ls -l b | cut -c1-10; readlink b/l; readlink b/n; cp a/l c; cat c; cp -d a/l d; readlink d
#### cp -p
cd /work; echo a > a; chmod 640 a; chown 5:6 a; touch -d '2001-01-01 00:00:00' a; cp -p a b; cp a c; stat -c '%a %u:%g %n' b c; stat -c %Y b
#### cp -a
cd /work; mkdir a; echo x > a/f; chown 7:8 a/f a; chmod 750 a; touch a; ln -s f a/l; touch -d "2001-01-01 00:00:00" a/f a; cp -a a b; stat -c '%a %u:%g %n' b b/f; stat -c %Y b b/f
#### cp onto itself
cd /work; echo a > a; cp a a; echo $?; cp a .; echo $?; mkdir d; cp -r d d; echo $?
#### cp a file onto a directory's name
cd /work; mkdir -p d/a; echo > a; cp a d; echo $?
#### cp a directory onto a file
cd /work; mkdir d; echo > f; cp -r d f; echo $?
#### cp contents with a dot
cd /work; mkdir -p a/b c; touch a/f a/.h; cp -r a/. c; ls -A c
#### ln
cd /work; echo a > a; ln a b; echo more >> b; cat a; stat -c '%h %n' a b; ln nosuch x; echo $?
#### ln -s
cd /work; ln -s target l; readlink l; ln -s other l; echo $?; ln -sf other l; readlink l; mkdir d; ln -s ../x d; readlink d/x
#### ln -s over a link to a directory
cd /work; mkdir a b; ln -s a l; ln -s b l; ls a; rm -r a/b 2>/dev/null; ln -sfn b l; readlink l
#### ln one name
cd /work; mkdir d; touch d/f; ln -s d/f; readlink f
#### chmod octal
cd /work; touch f; for m in 0 7 644 0755 4755 1777; do chmod $m f; stat -c %a f; done; chmod 888 f; echo $?
#### chmod symbolic
cd /work; touch f; chmod 000 f; for m in u+rw g=r o+x a+r u-w +x -x go= ug=rwx,o=r u+s g+s +t u=g; do chmod $m f; stat -c %a f; done
#### chmod with a umask
cd /work; umask 027; touch f; chmod +w f; stat -c %a f; chmod =r f; stat -c %a f; chmod a=rwx f; chmod -w f; stat -c %a f
#### chmod X
cd /work; mkdir d; touch d/f d/x; chmod 600 d/f; chmod 700 d/x; chmod -R a+rX d; stat -c '%a %n' d d/f d/x
#### chmod -R
cd /work; mkdir -p d/e; touch d/e/f; chmod -R 700 d; stat -c '%a %n' d d/e d/e/f; chmod u+w nosuch; echo $?; chmod zzz d; echo $?
#### chmod follows links
cd /work; touch f; ln -s f l; chmod 600 l; stat -c '%a %n' f; ln -s no dangling; chmod 600 dangling; echo $?
#### chown
cd /work; touch f; chown 5 f; stat -c %u:%g f; chown 6:7 f; stat -c %u:%g f; chown :8 f; stat -c %u:%g f; chown app f; chown app:app f; stat -c '%u:%g %U:%G' f; chgrp wheel f; stat -c %G f
#### chown of unknown names
cd /work; touch f; chown nosuch f; echo $?; chgrp nosuch f; echo $?; chown app nosuch; echo $?
#### chown -R and -h
cd /work; mkdir d; touch d/f; ln -s f d/l; chown -R app:app d; stat -c '%u:%g %n' d d/f; chown -h 3 d/l; stat -c '%u %n' d/l
#### chown clears the setuid bit
cd /work; touch f; chmod 4755 f; chown app f; stat -c %a f
#### readlink and realpath
cd /work; mkdir -p a/b; ln -s a/b l; ln -s l m; readlink m; readlink -f m; realpath m/../b; readlink a; echo $?; readlink -f nosuch; readlink -f no/such; echo $?
#### stat
cd /work; echo hello > f; ln -s f l; mkdir d; stat -c '%n %s %F %A %a' f l d /dev/null; stat -L -c '%F' l; stat -c %N l; stat -c %n nosuch; echo $?
#### ls
cd /work; touch b a .h; mkdir d; ls; ls -a; ls -A; ls -d d .; ls nosuch; echo $?
#### ls of several
cd /work; mkdir x y; touch x/1 y/2 f; ls x f y; ls -R
#### ls -l
cd /work; echo abc > f; chmod 640 f; chown app:wheel f; touch -d '2001-02-03 04:05:06' f; ln -s f l; mkdir d; ls -l f; ls -ln f; ls -l | head -n 1; ls -ld d l | cut -c1-10
#### ls sorts
cd /work; echo aaa > small; echo aaaaaaa > big; touch -d '2001-01-01 00:00:00' old; ls -S; ls -t | tail -n 1; ls -r
#### ls -l of an old file
cd /work; touch -d '2001-02-03 04:05:06' f; ls -l f
#### basename and dirname
for p in /a/b a/b/ a / /a ./a.txt a//b; do echo "$(basename $p) $(dirname $p)"; done; basename a.txt .txt; basename .txt .txt
#### install
cd /work; echo a > a; install a b; stat -c %a b; install -m 600 a c; stat -c %a c; install -d x/y; ls x; install -m 640 -o app -g app a x/d; stat -c '%a %U:%G' x/d
#### mktemp
cd /work; f=$(mktemp); [ -f "$f" ] && stat -c '%a %s' "$f"; d=$(mktemp -d); stat -c %a "$d"; rm -r "$f" "$d"; mktemp -u /tmp/xXXXXXX | wc -c
#### du of files
cd /work; head -c 5000 /dev/zero > f; : > e; du f e; du -s f
#### truncate
cd /work; echo hello > f; truncate -s 3 f; cat f; echo; truncate -s 10 f; wc -c < f
#### dd
cd /work; dd if=/dev/zero of=f bs=1k count=3 2>/dev/null; wc -c f; printf abcdefgh | dd bs=2 skip=1 count=2 2>/dev/null; echo; printf abc | dd 2>&1 >/dev/null | head -n 2
#### unlink
cd /work; touch f; unlink f; ls; unlink f; echo $?
#### names with odd characters
cd /work; touch 'a b' "it's" '$x' -- -dash; ls; rm -- -dash; rm 'a b' ./'$x'; ls
#### names in other scripts
cd /work; touch café; echo x > 日本; ls | wc -l; for f in *; do echo "$f"; done; rm caf*
#### a file in the place of a directory
cd /work; echo > f; echo x > f/g; echo $?; cat f/g; ls f/g; rm f/g; echo $?
#### a loop of links
cd /work; ln -s a b; ln -s b a; cat a; echo $?; ls -l a | cut -c1-10; [ -e a ] || echo no; [ -L a ] && echo link
#### where a dangling link leads
cd /work; ln -s nowhere a; ln -s /no/such b; readlink -f a; readlink -f b; echo $?; realpath a; readlink -f nosuch/x; echo $?
#### chown names both when one of them is unknown
cd /work; touch f; chown nosuch:app f; chown root:nosuch f; chown :nosuch f; chown nosuch f; chgrp nosuch f; echo $?
#### ls -h leaves room for seven characters
cd /work; head -c 3000 /dev/zero > f; touch -d '2001-02-03 04:05:06' f; ls -lh f; ls -l f
#### stat %N
cd /work; touch f; ln -s f l; stat -c %N f l
