#### defaults
unset x; y=; z=v; echo "${x-a}" "${x:-b}" "${y-c}" "${y:-d}" "${z-e}" "${z:-f}"
#### assign defaults
unset x; y=; echo ${x=1} ${y:=2} $x $y
#### alternatives
unset x; y=; z=v; echo "[${x+a}]" "[${y+b}]" "[${y:+c}]" "[${z+d}]" "[${z:+e}]"
#### an error if unset
echo ${x?custom message}; echo never
#### an error if empty
x=; echo ${x:?}; echo never
#### an error in a subshell
(echo ${x?gone}); echo $?
#### defaults with spaces
for w in ${x:-a b "c d"}; do echo "<$w>"; done
#### a quoted default
for w in "${x:-a b}"; do echo "<$w>"; done
#### a nested default
echo ${a:-${b:-${c:-deep}}}
#### a default with a command
echo ${x:-$(echo made)} ${x:-`echo old`}
#### a default that is not needed does not run
y=1; echo ${y:-$(echo ran >&2)}
#### length
x=hello; echo ${#x}; y=; echo ${#y} ${#nosuch}
#### length of the arguments
set -- a b c; echo ${#} $#
#### suffixes
f=archive.tar.gz; echo ${f%.*} ${f%%.*} ${f%.zip} ${f%?}
#### prefixes
p=/usr/local/bin; echo ${p#/} ${p#*/} ${p##*/} ${p#nope}
#### a quoted pattern in a suffix
x='a*b*'; echo ${x%'*'} "${x%\*}" ${x%"*b*"}
#### a pattern from a variable
x=foobar; s=bar; echo ${x%$s} ${x%"$s"}; s='b*'; echo ${x%$s} ${x%"$s"}
#### brackets in a prefix
x=abc123; echo ${x#[a-z]} ${x##[a-z]*[a-z]} ${x%%[0-9]*}
#### dirname and basename by hand
p=/a/b/c.txt; echo ${p%/*} ${p##*/} ${p##*.}
#### replacement
x=banana; echo ${x/an/AN} ${x//an/AN} ${x/x/y} ${x//a}
#### replacement with a pattern
x=a1b22c; echo ${x/[0-9]/-} ${x//[0-9]/-} ${x//[0-9]*/!}
#### substrings
x=abcdef; echo ${x:2} ${x:1:3} ${x:0:1} ${x:5:9} "[${x:9}]"
#### substrings from the end
x=abcdef; echo ${x: -2} ${x:(-3):2} ${x:1:-1}
#### substrings with arithmetic
x=abcdef; n=2; echo ${x:n} ${x:n+1:n}
#### all arguments
set -- 'a b' c; for i in $@; do echo "<$i>"; done; for i in "$@"; do echo "<$i>"; done
#### all arguments as one
set -- 'a b' c; for i in "$*"; do echo "<$i>"; done; for i in $*; do echo "<$i>"; done
#### all arguments with another separator
IFS=,; set -- a b c; echo "$*"; unset IFS; echo "$*"
#### no arguments
set --; for i in "$@"; do echo never; done; set -- "$@" x; echo $#; set --; for i in "$*"; do echo "<$i>"; done
#### text around all arguments
set -- a b c; for i in "x$@y"; do echo "<$i>"; done
#### arguments by number
set -- a b c d e f g h i j k; echo $1 $9 ${10} ${11} $10 "[${12}]"
#### the name of the script
echo $0
#### the status
false; echo $?; true; echo $?
#### the status in a string
sh -c 'exit 3'; echo "status=$?"
#### word splitting
x='  a   b  c '; for w in $x; do echo "<$w>"; done
#### no splitting in quotes
x='  a   b  '; echo "$x"; set -- "$x"; echo $#
#### splitting at a colon
IFS=:; x=a:b::c:; for w in $x; do echo "<$w>"; done
#### splitting at blanks and commas
IFS=', '; x='a, b ,c,,d'; for w in $x; do echo "<$w>"; done
#### an empty IFS
IFS=; x='a b'; for w in $x; do echo "<$w>"; done
#### no splitting of literals
IFS=x; for w in axb; do echo "<$w>"; done; y=axb; for w in $y; do echo "<$w>"; done
#### splitting a command's output
for w in $(printf 'a b\nc'); do echo "<$w>"; done; echo "$(printf 'a  b\n\n\n')"
#### no splitting in an assignment
x='a  b'; y=$x; echo "$y"; y=$(echo 'c  d'); echo "$y"
#### an unset variable vanishes
set -- a $nosuch b; echo $#; set -- a "$nosuch" b; echo $#
#### command substitution
echo $(echo a; echo b) "$(echo 'c  d')"
#### nested substitution
echo $(echo $(echo $(echo deep)))
#### backquotes
echo `echo a` `echo \`echo b\`` "`echo "c d"`"
#### quotes in a substitution in quotes
echo "$(echo "a b" 'c')"
#### a substitution's status
x=$(exit 3); echo $?; echo $(exit 4); echo $?
#### a parenthesis in a substitution
echo $(echo ')' "(") $(case a in a) echo yes;; esac)
#### a substitution with a comment
echo $(echo a # )
)
#### an empty substitution
echo "[$( )]" "[$(true)]"
#### substitution strips newlines only at the end
x=$(printf '\n\na\n\n'); echo "<$x>"
#### arithmetic
echo $((1 + 2 * 3)) $(((1 + 2) * 3)) $((7 / 2)) $((7 % 3)) $((-7 / 2)) $((-7 % 3))
#### arithmetic with variables
x=5; y=x; echo $((x + 1)) $(($x * 2)) $((y)) $((nosuch + 1))
#### arithmetic comparison
echo $((1 < 2)) $((2 <= 1)) $((3 == 3)) $((3 != 3)) $((1 && 0)) $((1 || 0)) $((!5))
#### arithmetic bits
echo $((5 & 3)) $((5 | 3)) $((5 ^ 3)) $((~5)) $((1 << 4)) $((256 >> 2))
#### arithmetic assignment
x=1; echo $((x += 4)) $x $((x *= 2)) $((x = 7)) $x
#### increments
x=5; echo $((x++)) $x $((++x)) $x $((x--)) $((--x))
#### a conditional
x=5; echo $((x > 3 ? 10 : 20)) $((x < 3 ? 10 : 20))
#### bases
echo $((0x1f)) $((010)) $((2#101)) $((16#ff))
#### powers
echo $((2 ** 10)) $((2 ** 3 ** 2))
#### overflow wraps
echo $((9223372036854775807 + 1))
#### division by zero
echo $((1 / 0)); echo never
#### a broken expression
echo $((1 +)); echo never
#### arithmetic in quotes
x=3; echo "$((x * x))" '$((x))'
#### nested arithmetic
echo $(( $(echo 4) * $((1 + 1)) ))
#### arithmetic without side effects in what is not taken
x=0; echo $((1 || (x = 5))) $x $((0 && x++)) $x
#### a comma
echo $((1, 2))
#### let
let x=2+3; echo $x; let x-5; echo $?
#### tilde
echo ~ ~/a ~root ~nobody/x '~' "~" a~ ~nosuch
#### tilde in an assignment
x=~/a; y=/b:~/c; echo $x $y
#### tilde follows HOME
HOME=/h; echo ~
#### globs
cd /work; touch b a .hidden "c d" A1; echo *; echo ?; echo [ab]; echo .h*; echo no*match
#### globs in directories
cd /work; mkdir -p x/p y/q; touch x/1.c y/2.c x/p/3.c; echo */*.c */*/*.c; echo */; echo /work/*/1.c
#### globs with negation and ranges
cd /work; touch a1 a2 b1 c9; echo [!a]* [a-b]1 *[2-9]
#### globs with classes
cd /work; touch a B 1; echo [[:upper:]] [[:digit:]] [[:alpha:]]
#### quoted globs
cd /work; touch a b; echo "*" '*' \* "a"*; x='*'; echo $x "$x"
#### globs from a variable
cd /work; touch f1 f2; p='f*'; echo $p; set -- $p; echo $#
#### no globs with set -f
cd /work; touch a; set -f; echo *; set +f; echo *
#### no globs in an assignment
cd /work; touch a b; x=*; echo "$x" $x
#### a glob in a redirection is literal
cd /work; echo x > a*; ls
#### a glob of dangling links
cd /work; ln -s nowhere l; echo l*
#### dots match only dots
cd /work; mkdir d; touch d/.a d/b; echo d/* d/.*a
#### backslashes from a variable
x='a\*b'; echo $x "$x"
#### bytes, not characters
x=é; echo ${#x} "${x%?}x" | od -c | head -n 1
#### quotes inside braces
x="a b"; echo "${x:-"c d"}" "${y:-"c d"}" ${y:-'e f'} "${y:-'e f'}"
#### a brace in a default
echo ${x:-\}} "${x:-\}}" ${x:-"}"}
#### unset variables under set -u
set -u; echo ${x-fine}; echo $x; echo never
#### arguments under set -u
set -u; echo "$@" $# ; echo $1; echo never
#### a readonly variable
readonly r=1; echo $r; r=2; echo never
#### a bad substitution
echo ${x!y}; echo never
#### variables named after each other
ab=1; a=2; echo $ab ${a}b $a-b ${a}_
#### special parameters in braces
set -- p q; echo ${1} ${#} ${?} ${@}
#### a value with a backslash and a newline
x='a\nb
c'; echo "$x"; echo $x
