#### to a file
cd /work; echo a > f; echo b > f; cat f
#### append
cd /work; echo a >> f; echo b >> f; cat f
#### from a file
cd /work; printf '1\n2\n' > f; cat < f; wc -l < f
#### standard error to a file
cd /work; cat nosuch 2> e; cat e; echo $?
#### standard error to standard output
cat /nosuch 2>&1 | sed 's/^/> /'
#### both to a file
cd /work; { echo out; cat nosuch; } > f 2>&1; cat f
#### the order matters
cd /work; { echo out; echo err >&2; } 2>&1 > f; cat f
#### both with the shorthand
cd /work; { echo out; echo err >&2; } &> f; cat f
#### to standard error
echo oops >&2; echo fine
#### to nothing
echo a > /dev/null; cat /nosuch 2> /dev/null; echo $?
#### several redirections
cd /work; cat < /etc/group > g 2> e; cat g; cat e
#### redirection before the command
cd /work; > f echo first; < f cat
#### redirection without a command
cd /work; > empty; ls; echo x > full; > full; cat full
#### noclobber
cd /work; set -C; echo a > f; echo b > f; echo $?; echo c >| f; cat f; echo d >> f; cat f
#### a descriptor of its own
cd /work; exec 3> f; echo a >&3; echo b >&3; exec 3>&-; cat f
#### reading from a descriptor
cd /work; printf 'one\ntwo\n' > f; exec 4< f; read a <&4; read b <&4; exec 4<&-; echo $b $a
#### exec redirects the shell
cd /work; exec > f; echo hidden; cat /etc/group; exec >&2; echo shown
#### swapping
{ { echo out; echo err >&2; } 3>&1 1>&2 2>&3; } 2>/dev/null
#### a closed standard output
echo a >&-; echo $?
#### a here-document
cat <<END
line one
  line two
END
echo after
#### a here-document expands
x=5; cat <<END
$x ${x}y $((x + 1)) $(echo cmd) \$x \\ "q" 'r' \a
END
#### a quoted here-document does not
x=5; cat <<'END'
$x $(echo no) \$x `no`
END
#### a here-document quoted otherwise
x=5; cat <<"A"; cat <<\B
$x
A
$x
B
#### a here-document without tabs
cat <<-END
	one
		two
	END
echo after
#### two here-documents
cat <<A; cat <<B
in a
A
in b
B
#### a here-document in a pipe
cat <<END | tr a-z A-Z
shout
END
#### a here-document in a loop
while read a b; do echo "$b $a"; done <<END
1 one
2 two
END
#### a here-document in a function
f() {
cat <<END
arg $1
END
}
f x; f y
#### a here-document in an if
if true; then cat <<END
inside
END
fi
#### a here-document with a continued line
cat <<END
one \
two
END
#### an empty here-document
cat <<END
END
echo $?
#### a here-document that ends with the file
cat <<END
no end
#### a here-document to a file
cd /work; cat > f <<END
key=value
END
cat f
#### a missing directory
echo x > /nosuch/f; echo $?
#### a missing file
cat < /nosuch; echo $?
#### a directory
cd /work; echo x > /tmp; echo $?; cat < /tmp; echo $?
#### a failed redirection of a function
f() { echo ran; }; f > /nosuch/x; echo $?
#### a failed redirection of a group
{ echo ran; } > /nosuch/x; echo $?
#### a failed redirection of a special builtin ends the shell
: > /nosuch/x; echo never
#### a failed redirection of exec ends the shell
exec > /nosuch/x; echo never
#### a redirection of a subshell
cd /work; (echo a; echo b) > f; cat f
#### input from the same file is empty
cd /work; echo a > f; cat < f > f; cat f
#### redirection to a name with a space
cd /work; echo x > "a b"; n='c d'; echo y > $n; ls
#### a link is followed
cd /work; ln -s target l; echo x > l; cat target; ls -l l | cut -c1-10
#### through a dangling link's directory
cd /work; ln -s /nosuch/x l; echo a > l; echo $?
#### umask decides the mode
cd /work; umask 077; echo > a; mkdir d; umask 002; echo > b; umask; stat -c '%a %n' a b d
#### standard input of a background command is empty
echo data | { cat & wait; }
#### dev zero
head -c 4 /dev/zero | od -c
#### random bytes have a length
head -c 16 /dev/urandom | wc -c
#### a pipe into nothing
yes | head -n 3; yes no | head -n 1
#### a pipe closed early
i=0; while [ $i -lt 100 ]; do echo $i; i=$((i + 1)); done | head -n 2
#### read and cat share their input
printf 'a\nb\nc\n' | { read x; echo "first $x"; cat; }
#### tee
cd /work; echo a | tee f g; echo b | tee -a f > /dev/null; cat f g
