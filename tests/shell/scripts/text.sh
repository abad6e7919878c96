#### cat
cd /work; echo a > a; printf b > b; cat a b; echo; cat nosuch a; echo $?; echo in | cat - a; cat -n a b
#### cat a directory
cat /tmp; echo $?
#### head
printf '%s\n' 1 2 3 4 5 6 7 8 9 10 11 12 > /work/f; cd /work; head f | wc -l; head -n 2 f; head -2 f; head -n -10 f; head -c 3 f; head nosuch; echo $?
#### tail
seq 12 > /work/f; cd /work; tail f | wc -l; tail -n 2 f; tail -1 f; tail -n +11 f; tail -c 3 f; tail nosuch; echo $?
#### head and tail of several
cd /work; echo a > a; echo b > b; head -n 1 a b; tail -n 1 a b; head -q -n 1 a b
#### wc
cd /work; printf 'a b\nc\n' > f; wc f; wc -l f; wc -w < f; wc -c f; wc f f; echo hi | wc; wc nosuch; echo $?
#### sort
printf 'b\na\nC\nB\n10\n9\n' | sort; printf '10\n9\n-1\n2\n' | sort -n; printf 'a\nb\n' | sort -r; printf 'b\na\nb\n' | sort -u
#### sort by a key
printf 'x 3\ny 1\nz 2\n' | sort -k 2; printf 'a:10\nb:9\n' | sort -t : -k 2 -n; printf 'a:10\nb:9\n' | sort -t : -k2,2nr
#### sort a password file
sort -t : -k 3 -n /etc/passwd | cut -d : -f 1,3; sort -r /etc/group
#### uniq
printf 'a\na\nb\na\n' | uniq; printf 'a\na\nb\n' | uniq -c; printf 'a\na\nb\n' | uniq -d; printf 'a\na\nb\n' | uniq -u
#### cut
echo a:b:c:d | cut -d : -f 2; echo a:b:c:d | cut -d: -f1,3-; echo abcdef | cut -c 2-4; echo abcdef | cut -c1,6; echo nodelim | cut -d : -f 2; echo nodelim | cut -s -d : -f 2; printf 'a\tb\n' | cut -f 2
#### tr
echo hello | tr a-y b-z; echo Hello | tr '[:lower:]' '[:upper:]'; echo aabbcc | tr -s a-c; echo hello | tr -d l; echo a1b2 | tr -cd '0-9\n'; echo a,b | tr , '\n'; echo 'a  b' | tr -s ' ' _
#### tr sets of unequal length
echo abcd | tr abcd xy; echo abc | tr a-c A-C; printf 'a\tb\n' | tr '\t' ' '
#### rev, tac and nl
echo abc | rev; printf '1\n2\n3\n' | tac; printf 'a\n\nb\n' | nl
#### seq
seq 3; seq 2 4; seq 10 -5 0; seq -w 9 11; seq -s , 3; seq 3 1
#### yes and head
yes | head -n 2; yes a b | head -n 1
#### xargs
printf 'a b\nc\n' | xargs; printf 'a b\nc\n' | xargs -n 1 echo x; printf 'a\nb\n' | xargs -I {} echo '<{}>'; printf 'a\0b c\0' | xargs -0 -n 1 echo; printf '' | xargs -r echo no; printf '' | xargs echo empty
#### xargs quotes
echo "a 'b c' \"d e\" f\\ g" | xargs -n 1 echo
#### xargs fails
echo a | xargs false; echo $?; echo a | xargs nosuch; echo $?
#### checksums
cd /work; echo hello > f; md5sum f; sha1sum f; sha256sum f; sha512sum < f | cut -c1-20; md5sum nosuch; echo $?
#### checksums checked
cd /work; echo a > a; echo b > b; sha256sum a b > sums; sha256sum -c sums; echo $?; echo c > b; sha256sum -c sums; echo $?
#### base64
echo 'hello world' | base64; echo aGVsbG8gd29ybGQK | base64 -d; head -c 60 /dev/zero | base64
#### dumps
printf 'abc\n\0\377' | od -c; printf 'hello, world, how are you' | hexdump -C; printf 'hello, world, how are you' | xxd
#### dumps of repeated rows
head -c 64 /dev/zero | hexdump -C
#### cmp
cd /work; echo abc > a; echo abd > b; cmp a b; echo $?; cmp a a; echo $?; cmp -s a b; echo $?; cmp a nosuch; echo $?
#### diff
cd /work; printf 'a\nb\nc\n' > x; printf 'a\nB\nc\nd\n' > y; diff x y; echo $?; diff x x; echo $?; diff -q x y; diff x nosuch; echo $?
#### diff of nothing
cd /work; : > x; printf 'a\n' > y; diff x y; diff y x
#### diff with distant changes
cd /work; seq 20 > x; sed 's/^2$/two/; s/^19$/nineteen/' x > y; diff x y
#### expr
expr 1 + 2; expr 7 / 2; expr 7 % 3; expr 2 '*' 3; expr 5 - 8; expr 3 '>' 2; expr a = b; echo $?; expr abc : 'a\(.\)'; expr abc : b; expr '' '|' x; expr 1 '&' 0; expr 1 +; echo $?
#### dates
date -u -d @0; date -u -d @86400 '+%Y-%m-%d %H:%M:%S'; date -u -d '2020-02-29 12:34:56' '+%s %j %a %b %e %y'; date -d nonsense; echo $?
#### date of a file
cd /work; touch -d '2001-02-03 04:05:06' f; date -u -r f '+%F %T'
#### sleep
sleep 0; echo $?; sleep 0.01; sleep x; echo $?
#### id
id; id -u; id -un; id -g; id app; id -G app; id nosuch; echo $?; whoami
#### uname
uname; uname -s; uname -m
#### tee to several
cd /work; echo x | tee a b; cat a b; echo y | tee -a a > /dev/null; cat a
#### gzip
cd /work; echo hello > f; gzip f; ls; gunzip f.gz; cat f; gzip -c f > g.gz; zcat g.gz; gzip -k f; ls; gzip -d -c f.gz; echo x | gzip | gunzip
#### gzip fails
cd /work; echo a > f; gunzip f; echo $?; gzip nosuch; echo $?
#### bzip2 and xz
cd /work; echo hello > f; bzip2 f; ls; bunzip2 f.bz2; cat f; bzip2 -c f | bzcat
#### tar
cd /work; mkdir -p d; echo a > d/a; ln -s a d/l; chmod 750 d; tar cf t.tar d; tar tf t.tar | sort; rm -r d; tar xf t.tar; cat d/a; readlink d/l; stat -c %a d
#### tar with gzip
cd /work; mkdir d; echo a > d/a; tar czf t.tgz d; mkdir out; tar xzf t.tgz -C out; cat out/d/a; tar xf t.tgz -C out; tar -tzf t.tgz | sort
#### tar through a pipe
cd /work; mkdir a b; echo x > a/f; tar cf - -C a . | tar xf - -C b; ls b; cat b/f
#### tar of chosen members
cd /work; echo a > a; echo b > b; tar cf t a b; rm a b; tar xf t b; ls; tar xOf t a; tar xf t nosuch; echo $?
#### tar with owners and times
cd /work; mkdir d; echo a > d/f; chown 1000:10 d/f; chmod 640 d/f; touch -d '2001-02-03 04:05:06' d/f; tar cf t d; rm -r d; tar xf t; stat -c '%a %u:%g %Y' d/f; tar tvf t d/f
#### tar strips
cd /work; mkdir -p d/e; touch d/a.txt d/e/b.log; tar cf t d; tar xf t --strip-components=1; ls; ls e
#### tar -v
cd /work; touch f; tar cvf t f; tar xvf t; tar -cf t2 /work/f; tar tf t2
#### tar fails
cd /work; tar xf nosuch; echo $?; tar cf t nosuch; echo $?; echo not a tar > bad; tar xf bad; echo $?
#### wc of several files
cd /work; echo a > f; echo b > g; wc -l f g; wc -c f nosuch; wc -w f
#### clear
clear | od -c
