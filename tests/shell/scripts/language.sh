#### a simple command
echo hello world
#### several commands
echo a; echo b
echo c
#### and, or
true && echo yes; false && echo no; false || echo or; true || echo never; echo $?
#### a chain keeps the last status
false && true || echo rescued; true && false; echo $?
#### not
! true; echo $?; ! false; echo $?
#### a pipeline's status is its last command's
false | true; echo $?; true | false; echo $?
#### three stages
printf 'b\na\nc\n' | sort | head -n 1
#### a newline goes on after a pipe
echo one |
  cat
#### a comment
echo a # not this
# nor this
echo b#c
#### line continuation
echo one \
  two\
three
#### semicolons and blanks
  echo a  ;   echo    b   c
#### single quotes
echo 'a  $HOME `x` \n "b"'
#### double quotes
x=5; echo "a  $x \$x \"q\" \\ \n 'y'"
#### quotes join
echo a'b c'"d e"f
#### an escaped newline in double quotes
echo "one \
two"
#### an escaped character
echo \a\ \b \$HOME \\ \'
#### empty arguments
set -- '' "" a; echo $#
#### dollar single quotes
echo $'a\tb\x41\101\\\'c'
#### a lone dollar
echo $ a$ "$" "$ "
#### a hash inside a word
echo a#b '#c' \#d
#### a function
greet() { echo "hello $1"; }; greet world; greet
#### a function's arguments
f() { echo $# "$@"; shift; echo "$1"; }; set -- outer; f a b c; echo "$1"
#### return
f() { return 3; echo never; }; f; echo $?
#### return without a number
f() { false; return; }; f; echo $?
#### local
x=outer; f() { local x=inner y; y=2; echo $x $y; }; f; echo $x ${y-unset}
#### local keeps the outer value until it is assigned
x=outer; f() { local x; echo "<$x>"; x=2; }; f; echo $x
#### a function sees and changes globals
x=1; f() { x=2; z=3; }; f; echo $x $z
#### a recursive function
fact() { if [ $1 -le 1 ]; then echo 1; else echo $(( $1 * $(fact $(($1 - 1))) )); fi; }; fact 6
#### a function that is a subshell
f() ( x=2; cd /tmp; pwd ); x=1; f; echo $x; pwd
#### a function redefined
f() { echo 1; }; f; f() { echo 2; }; f
#### a function with a redirection
f() { echo out; } > /tmp/f; f; cat /tmp/f
#### unset a function
f() { echo f; }; unset -f f; f; echo $?
#### if
if true; then echo a; else echo b; fi; if false; then echo c; elif true; then echo d; else echo e; fi
#### if without a branch taken
false; if false; then echo x; fi; echo $?
#### if over several lines
if [ 1 -eq 1 ]
then
  echo one
fi
#### for
for i in a b "c d"; do echo "<$i>"; done; echo $i
#### for over the arguments
set -- x "y z"; for a; do echo "<$a>"; done; for a do echo $a; done
#### for over nothing
for i in; do echo never; done; echo $?
#### for over a pattern
cd /work; touch b.txt a.txt c.md; for f in *.txt; do echo $f; done
#### while
i=0; while [ $i -lt 3 ]; do echo $i; i=$((i + 1)); done
#### until
i=3; until [ $i -eq 0 ]; do i=$((i - 1)); done; echo $i
#### break and continue
for i in 1 2 3 4 5; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done
#### break two levels
for i in 1 2; do for j in a b; do echo $i$j; break 2; done; done; echo end
#### continue two levels
for i in 1 2; do for j in a b; do echo $i$j; continue 2; done; done
#### the status of a loop
for i in 1 2; do false; done; echo $?; while false; do :; done; echo $?
#### a loop with a redirection
cd /work; for i in 1 2 3; do echo $i; done > n; cat n; while read x; do echo "got $x"; done < n
#### a loop in a pipe is a subshell
x=0; printf '1\n2\n' | while read n; do x=$n; done; echo $x
#### case
for w in apple banana cherry; do case $w in a*) echo A;; b*|c*) echo BC;; esac; done
#### case without a match
case x in y) echo y;; esac; echo $?
#### case with a quoted pattern
case 'a*' in 'a*') echo literal;; esac; case ab in 'a*') echo no;; a*) echo pattern;; esac
#### case with brackets and question marks
case b5 in [a-c][0-9]) echo yes;; esac; case x in [!a-c]) echo not;; esac; case ab in a?) echo two;; esac
#### case with an open parenthesis
case x in (x) echo one;; (*) echo other;; esac
#### case with an empty body
case a in a) ;; *) echo no;; esac; echo $?
#### case whose last arm has no end mark
case a in b) echo b;; a) echo a
esac
#### case with a variable pattern
p='a*'; case abc in $p) echo matched;; esac; case abc in "$p") echo no;; *) echo quoted;; esac
#### braces
{ echo a; echo b; } | sort -r; { false; }; echo $?
#### a subshell
x=1; (x=2; echo $x; exit 3); echo $? $x
#### a subshell's directory
cd /tmp; (cd /; pwd); pwd
#### nested subshells
(echo a; (echo b; exit 4); echo $?)
#### nested structures
for i in 1 2; do if [ $i = 1 ]; then while :; do echo in; break; done; else case $i in 2) echo two;; esac; fi; done
#### reserved words as arguments
echo if then fi do done { } !
#### a background command and wait
(echo bg; exit 3) & wait $!; echo $?
#### wait for all
echo a & wait; echo b
#### exit
echo a; exit 5; echo never
#### exit in a subshell
(exit 7); echo $?; exit 2
#### exit with the last status
false; exit
#### not found
nosuch; echo $?
#### not found, by path
/nosuch/prog; echo $?; ./nosuch; echo $?
#### a directory as a command
/tmp; echo $?
#### not executable
cd /work; echo 'echo hi' > s; ./s; echo $?; chmod +x s; ./s; echo $?
#### a script with an interpreter
cd /work; printf '#!/bin/sh\necho "$0 $#" "$@"\n' > s; chmod +x s; ./s a 'b c'
#### a script with an argument for its interpreter
cd /work; printf '#!/bin/sh -e\nfalse\necho never\n' > s; chmod +x s; ./s; echo $?
#### a script without its interpreter
cd /work; printf '#!/nosuch\necho x\n' > s; chmod +x s; ./s; echo $?
#### a script whose interpreter is cat
cd /work; printf '#!/bin/cat\nbody\n' > s; chmod +x s; ./s
#### errors in a script file are numbered
cd /work; printf 'echo a\nnosuch\n\ncd /nope\n' > s; sh s; echo $?
#### a script on standard input
echo 'echo from stdin; exit 4' | sh; echo $?
#### sh with arguments
sh -c 'echo "$0" "$1" $#' name first second
#### sh -e
sh -ec 'echo a; false; echo b'; echo $?
#### sh -x
sh -xc 'echo a "b c"; x=1'
#### sh reads a missing file
sh /nosuch 2>/dev/null; echo $?
#### the last word of a pipeline in a function
f() { cat; }; echo piped | f
#### true and false
true; echo $?; false; echo $?; :; echo $?
#### the arguments survive a function call
set -- a b; f() { set -- x; }; f; echo "$@"
#### a trailing ampersand and semicolon
echo a & wait
#### a command in a variable
c='echo hello'; $c there
#### an empty variable is no command
x=; $x; echo $?; $x echo went
#### assignment before a command
x=1; x=2 sh -c 'echo $x'; echo $x
#### assignment before a function
f() { echo $v; }; v=1; v=2 f; echo $v
#### assignment before a builtin
IFS=: read a b <<X
1:2
X
echo $a $b
#### syntax error: end of file
echo before
if true
#### syntax error: unexpected word
echo a; fi
#### syntax error: an unexpected parenthesis
echo )
#### syntax error: double semicolon
echo a;; echo b
#### syntax error: an unterminated quote
echo "abc
#### syntax error in eval
eval 'if'; echo after
#### syntax error in a sourced file
cd /work; echo 'fi' > s; . ./s; echo after
#### syntax error on a later line lets the first run
echo one
echo two )
#### an unfinished brace
{ echo a
#### an unfinished substitution
echo $(echo a
#### a bad for variable
for 1x in a; do echo; done
#### a missing do
for i in a; echo $i; done
#### a shell that cannot find its script
cd /work; sh missing; echo $?
#### how deep the shells are
env | grep SHLVL; sh -c 'echo $SHLVL'
