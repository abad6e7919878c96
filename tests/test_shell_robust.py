"""Whatever is typed, the shell answers, refuses, or says what is wrong: nothing else, and soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlab.errors import LabError, NotModelled
from dockerlab.inode import Directory, File, Filler
from dockerlab.layer import Layer
from dockerlab.overlay import Overlay
from dockerlab.permission import Credentials
from dockerlab.shell import COMMANDS, ExecError, Result, System, execute
from dockerlab.union import stack

NAMES = ("echo", "cat", "sed", "grep", "sort", "cut", "tr", "find", "xargs", "tar", "printf", "test", "[", "ls", "cp",
         "mv", "rm", "mkdir", "ln", "chmod", "date", "seq", "yes", "head", "wc", "read", "set", "trap", "export", "eval",
         "expr", "dd", "touch", "stat", "env", "useradd", "sh", "md5sum", "gzip", "diff", "od", "base64", "kill", ".")  # fmt: skip
PIECES = (
    *NAMES, *"|&;<>(){}!$`'\"\\#*?[]~=%-+/:,^. \n\t01ax", "&&", "||", ";;", "<<E", "\nE\n", ">>", "2>&1", "$(", "$((", "))",
    "${x", "${x:-", "${x##", "${x//a/b}", "$@", '"$@"', "$?", "$#", "if ", "then ", "else ", "fi", "for i in ", "do ", "done",
    "while ", "until ", "case ", " in ", "esac", "f() {", "}", "x=", "/etc/passwd", "/dev/zero", "é", "-n ", "-e ", "-r ",
    "local ", "return ", "break", "continue", "exit ", "shift ", "sleep 1", "exec ", " & ", "s/a/b/", "\\(", "\\1", "1,2p",
)  # fmt: skip


def machine(budget: int) -> System:
    entries = {"/bin": Directory(), "/etc": Directory(), "/tmp": Directory(mode=0o1777)}
    entries |= {f"/bin/{name}": File(Filler(40, "program:busybox"), 0o755) for name in COMMANDS}  # type: ignore[dict-item]
    entries["/etc/passwd"] = File(b"root:x:0:0:root:/root:/bin/sh\n")  # type: ignore[assignment]
    return System(Overlay(stack([Layer(entries)])), budget=budget)


def run(script: str, budget: int = 3_000) -> Result:
    return execute(machine(budget), ["/bin/sh", "-c", script], {"PATH": "/bin", "HOME": "/"}, cwd="/tmp")


@settings(max_examples=400, deadline=3_000)
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_no_script_breaks_the_shell(script: str) -> None:
    try:
        result = run(script)
    except LabError:
        return
    assert 0 <= result.status < 256


@settings(max_examples=100, deadline=3_000)
@given(st.text(max_size=60))
def test_no_text_breaks_the_shell(script: str) -> None:
    try:
        run(script)
    except LabError:
        return


@settings(max_examples=200, deadline=3_000)
@given(
    st.sampled_from(sorted(COMMANDS)),
    st.lists(st.sampled_from((*PIECES, "-x", "--help", "-", "--", "f", "1")), max_size=5),
)
def test_no_arguments_break_a_command(name: str, arguments: list[str]) -> None:
    try:
        execute(machine(3_000), [f"/bin/{name}", *arguments], {"PATH": "/bin"}, cwd="/tmp", stdin=b"a b\nc\n")
    except LabError:
        return


ENDLESS = {
    "a loop": "while :; do :; done",
    "a loop that writes": "while :; do echo x; done > /tmp/f",
    "a loop that reads a device": "while read x; do :; done < /dev/zero",
    "a command": "yes > /tmp/f",
    "a device": "cat /dev/zero",
    "a pipe whose reader wants everything": "yes | wc -l",
    "a function": "f() { f; }; f",
    "two functions": "f() { g; }; g() { f; }; f",
    "a script": "echo '/tmp/s' > /tmp/s; chmod +x /tmp/s; /tmp/s",
    "a doubling variable": "x=ab; while :; do x=$x$x; done",
    "a doubling file": "echo ab > /tmp/f; while :; do cat /tmp/f /tmp/f > /tmp/g; mv /tmp/g /tmp/f; done",
    "a trap": "trap 'kill -USR1 $$' USR1; kill -USR1 $$",
    "an eval": 'x=\'eval "$x"\'; eval "$x"',
    "a sed program": "echo a | sed ':x;bx'",
    "nesting": "(" * 2_000 + "echo" + ")" * 2_000,
    "substitutions": "echo " + "$(echo " * 500 + ")" * 500,
    "sums": "echo $((" + "(" * 3_000 + "1" + ")" * 3_000 + "))",
    "a wide word": "printf %9999999999s x",
    "many numbers": "seq 1 99999999999",
}


@pytest.mark.parametrize("case", ENDLESS)
def test_what_never_ends_is_stopped(case: str) -> None:
    started = time.monotonic()
    with pytest.raises(LabError):
        run(ENDLESS[case], budget=200_000)
    assert time.monotonic() - started < 60  # not a measure: it must end at all, on a busy machine too


def test_a_command_exists_only_if_its_file_does() -> None:
    empty = System(Overlay(stack([])))
    with pytest.raises(ExecError) as caught:
        execute(empty, ["sh", "-c", "true"], {"PATH": "/bin"})
    assert caught.value.kind == "not found" and caught.value.status == 127
    with pytest.raises(ExecError) as caught:
        execute(empty, ["/bin/sh"], {})
    assert caught.value.kind == "no such file"
    system = machine(1_000)
    system.root.unlink("/bin/cat")
    assert (
        execute(system, ["/bin/sh", "-c", "cat /etc/passwd"], {"PATH": "/bin"}).stderr == b"/bin/sh: cat: not found\n"
    )


def test_what_the_kernel_does_not_start() -> None:
    system = machine(1_000)
    system.root.write("/tmp/plain", b"echo hi")
    with pytest.raises(ExecError) as caught:
        execute(system, ["/tmp/plain"], {})
    assert caught.value.kind == "permission denied" and caught.value.status == 126
    system.root.chmod("/tmp/plain", 0o755)
    with pytest.raises(ExecError) as caught:
        execute(system, ["/tmp/plain"], {})
    assert caught.value.kind == "format"
    system.root.write("/tmp/elf", b"\x7fELF and more", mode=0o755)
    with pytest.raises(NotModelled, match="the program /tmp/elf"):
        execute(system, ["/tmp/elf"], {})


def test_what_is_not_modelled_says_so() -> None:
    with pytest.raises(NotModelled, match="the option -Q of grep"):
        run("echo a | grep -Q a")
    with pytest.raises(NotModelled, match="option --frobnicate of sort"):
        run("sort --frobnicate /etc/passwd")


def test_users_and_permissions() -> None:
    system = machine(10_000)
    script = "id -u; cat /tmp/secret; echo $?; echo x > /etc/new; echo $?; touch /tmp/mine; stat -c %u /tmp/mine"
    system.root.write("/tmp/secret", b"s", mode=0o600)
    result = execute(system, ["/bin/sh", "-c", script], {"PATH": "/bin"}, cred=Credentials(1000, 1000))
    assert result.stdout == b"1000\n1\n1\n1000\n"
    assert result.stderr.splitlines() == [
        b"cat: can't open '/tmp/secret': Permission denied",
        b"/bin/sh: can't create /etc/new: Permission denied",
    ]
    assert system.root.cred == Credentials(), "the root is left as it was found"


def test_output_is_kept_in_order() -> None:
    result = run("echo a; echo b >&2; echo c; sleep 5; echo d")
    assert [(piece.fd, piece.data) for piece in result.output] == [(1, b"a\n"), (2, b"b\n"), (1, b"c\nd\n")]
