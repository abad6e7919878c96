#### cd and pwd
cd /tmp; pwd; cd ..; pwd; cd; pwd; echo $PWD $OLDPWD
#### cd back
cd /tmp; cd /etc; cd -; pwd
#### cd fails
cd /nosuch; echo $?; cd /etc/passwd; echo $?; pwd
#### cd through dots and links
cd /work; mkdir -p a/b; ln -s a/b l; cd l; pwd; pwd -P; cd ..; pwd; cd ./a/../a/b; pwd
#### echo options
echo -n a; echo -e 'b\tc\n'; echo -E 'd\te'; echo -ne 'f\n'; echo -x -n; echo - --
#### echo without -e keeps backslashes
echo 'a\tb\n' "c\\d"
#### echo -e escapes
echo -e 'a\x41\0101\\\a' | od -c; echo -e 'cut\chere'; echo next
#### printf strings
printf '%s %s\n' a b c; printf 'plain\n'; printf '%s\n' 'a b' ''
#### printf numbers
printf '%d %i %o %x %X %u\n' 42 -7 8 255 255 3; printf '%5d|%-5d|%05d|%+d\n' 1 2 3 4
#### printf widths
printf '[%10s] [%-10s] [%.2s] [%*s]\n' abc abc abc 5 x
#### printf escapes
printf 'a\tb\\n\x41\101\n'; printf '%b|%s\n' 'x\ty' 'x\ty'; printf '%c%c\n' hello world; printf '100%%\n'
#### printf numbers in other bases
printf '%d %d %d\n' 0x10 010 "'A"
#### printf of what is no number
printf '%d\n' abc; echo $?
#### printf without arguments for a format
printf '[%s] [%s]\n' one; printf '%s'; echo "<$?>"
#### test of strings
[ a = a ] && echo eq; [ a != b ] && echo ne; [ -z '' ] && echo empty; [ -n a ] && echo full; [ a ] && echo set; [ '' ] || echo unset
#### test of numbers
[ 1 -eq 01 ] && echo a; [ 1 -ne 2 ] && echo b; [ 1 -lt 2 ] && echo c; [ 2 -le 2 ] && echo d; [ 3 -gt 2 ] && echo e; [ 3 -ge 4 ] || echo f
#### test of files
cd /work; echo x > f; mkdir d; ln -s f l; ln -s no dangling; : > e
for t in -e -f -d -h -L -s -r -w; do for n in f d l dangling e none; do [ $t $n ] && echo "$t $n"; done; done
#### test -x
cd /work; echo > f; [ -x f ] || echo no; chmod +x f; [ -x f ] && echo yes; [ -x /tmp ] && echo dir
#### test combines
[ a = a -a b = b ] && echo and; [ a = b -o b = b ] && echo or; [ ! a = b ] && echo not; [ \( a = b \) -o c = c ] && echo paren
#### test is careful about its words
[ ! ]; echo $?; [ = ]; echo $?; [ -n ]; echo $?; [ = = = ]; echo $?; [ ! = x ]; echo $?; test; echo $?
#### test of ages
cd /work; touch -d '2001-01-01 00:00:00' old; touch new; [ new -nt old ] && echo newer; [ old -ot new ] && echo older; [ new -ot old ] || echo no
#### test of the same file
cd /work; echo > a; ln a b; ln -s a c; [ a -ef c ] && echo link; [ a -ef /etc/passwd ] || echo other
#### test complains
[ a -eq 1 ]; echo $?; [ 1 = 1; echo $?
#### export
x=1; sh -c 'echo "<$x>"'; export x; sh -c 'echo "<$x>"'; export y=2; sh -c 'echo $y'; x=3; sh -c 'echo $x'
#### export without a value
export q; sh -c 'echo "${q-unset}"'; q=1; sh -c 'echo $q'
#### unset
x=1; export y=2; unset x y; echo "${x-a}${y-b}"; sh -c 'echo "${y-c}"'
#### set the arguments
set -- a 'b c' d; echo $# "$2"; shift; echo $1; shift 2; echo $#; shift; echo $?
#### set without dashes
set x y; echo $1 $2; set -- -n; echo "$1"; set --; echo $#
#### set -e
set -e; echo a; false; echo never
#### set -e and conditions
set -e; if false; then :; fi; false || true; false && true; ! true; while false; do :; done; echo alive
#### set -e in a function
set -e; f() { false; echo still; }; f && echo tested; f; echo never
#### set -e in a substitution
set -e; x=$(false; echo a); echo "<$x>"; y=$(exit 4); echo never
#### set -e in a pipeline
set -e; false | true; echo goes on; true | false; echo never
#### set -e in a subshell
set -e; (false; echo never) || echo caught; (exit 3); echo never
#### set +e
set -e; set +e; false; echo alive
#### set -x
set -x; a=1; echo "$a b" ''; for i in 1; do :; done; [ 1 = 1 ]
#### set -x quotes
set -x; echo 'a b' "it's" a\"b '$x' 'a*' 'a;b' -n 1,2 a=b
#### PS4
PS4='> '; set -x; echo a
#### pipefail
set -o pipefail; false | true; echo $?; true | true; echo $?; sh -c 'exit 3' | sh -c 'exit 4' | true; echo $?
#### the flags
set -ef; case $- in *e*f*|*f*e*) echo both;; esac
#### read
echo 'one two three' | { read a b; echo "$a|$b"; }; echo x | { read a b; echo "$a|$b"; }
#### read backslashes
printf 'a\\tb\\\nc\n' | { read x; echo "$x"; }; printf 'a\\tb\n' | { read -r x; echo "$x"; }
#### read keeps or trims
printf '  a b  \n' | { read x; echo "<$x>"; }; printf '  a b  \n' | { IFS= read x; echo "<$x>"; }
#### read with a separator
echo a:b:c:d | { IFS=: read x y z; echo "$x,$y,$z"; }; echo a::b | { IFS=: read x y z; echo "$x,$y,$z"; }
#### read at the end
printf 'no newline' | { read x; echo $? "$x"; read y; echo $? "$y"; }
#### read into REPLY
echo hi there | { read; echo "$REPLY"; }
#### read lines of a file
while read -r u p rest; do echo "$u"; done < /etc/group; while IFS=: read n x i r; do echo "$n $i"; done < /etc/passwd
#### eval
x=y; y=z; eval "echo \$$x"; eval 'a=1;' 'b=2'; echo $a $b; eval; echo $?; eval false; echo $?
#### eval builds commands
for i in 1 2; do eval "v$i=$((i * 10))"; done; echo $v1 $v2
#### source
cd /work; echo 'v=sourced; echo "in $1"; return 3; echo never' > s; . ./s; echo $? $v
#### source from PATH
cd /work; echo 'echo found $0' > s; PATH=/work:$PATH; . s
#### source a missing file
. /nosuch; echo never
#### exec
exec echo replaced; echo never
#### exec of what is not there
exec nosuch; echo never
#### trap on exit
trap 'echo bye' EXIT; echo hi; exit 3
#### trap sees the status
trap 'echo status $?' EXIT; false
#### trap with its own exit
trap 'exit 7' EXIT; exit 1
#### trap in a subshell
(trap 'echo sub' EXIT; echo in); echo out
#### a subshell does not inherit the exit trap
trap 'echo bye' EXIT; (echo sub); echo main
#### trap on a signal
trap 'echo got it' USR1; kill -USR1 $$; echo after
#### trap ignores
trap '' TERM; kill -TERM $$; echo alive
#### trap reset
trap 'echo no' EXIT; trap - EXIT; trap
#### traps listed
trap 'echo "a b"' EXIT; trap 'x' INT; trap; trap - EXIT
#### killed by a signal
sh -c 'kill -9 $$' 2>/dev/null; echo $?; sh -c 'kill $$' 2>/dev/null; echo $?
#### type
type cd; type cat >/dev/null && echo there; type nosuch; echo $?; f() { :; }; type f; type if; type export
#### command -v
command -v cd; command -v nosuch; echo $?; command -v if; f() { :; }; command -v f; command -v /bin/cat
#### command runs past functions
cd() { echo mine; }; cd /tmp; command cd /tmp; pwd; command echo direct
#### getopts
while getopts ab:c o -a -b val -c rest; do echo "$o ${OPTARG-none}"; done; echo $OPTIND
#### getopts over the arguments
set -- -xy -z file; while getopts xyz o; do echo $o; done; shift $((OPTIND - 1)); echo "$@"
#### getopts complains
set -- -q; getopts ab o; echo "$o"; set -- -b; OPTIND=1; getopts b: o; echo "$o"
#### umask
umask; umask 027; umask; (umask 0); umask
#### true with arguments
true a b; echo $?; false x; echo $?
#### local outside of a function
local x=1; echo never
#### return outside of a function
return 4; echo never
#### shift too far
set -- a; shift 2; echo $? $#
#### export a readonly
readonly a=1; export a; sh -c 'echo $a'; unset a; echo never
#### break outside of a loop
break; echo $?
#### a bad number
exit abc; echo never
#### times of day in the environment
A=1 B=2 env | grep '^[AB]=' | sort; env -i X=y env; env -u HOME sh -c 'echo ${HOME-none}'
#### env runs a program
env A=5 sh -c 'echo $A'; env nosuch; echo $?
#### the environment of a program
export E=1; N=2; sh -c 'echo "${E-}${N-}"'
#### which
which cat sh nosuch; echo $?
#### wait for an unknown job
wait 99999; echo $?
#### kill what is not there
kill 99999; echo $?
