"""What a container starts: its words, its variables, its user, its program, and how it will stop."""

import json
import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlab.cli.changes import changed
from dockerlab.container import parse_mount, parse_tmpfs, parse_volume
from dockerlab.container.top import shell_of
from dockerlab.errors import DaemonError, LabError
from dockerlab.filesystem import Filesystem
from dockerlab.image import ImageConfig
from dockerlab.inode import Directory, File, Filler, Symlink
from dockerlab.overlay import Overlay
from dockerlab.process import ProgramError, environment, explain, find_program, find_user, resolve_process
from dockerlab.process.signals import signal_name

RECORDED = json.loads((Path(__file__).parent / "containers/recorded.json").read_text())["matrix"]


def stored(line):
    """What a Dockerfile line leaves in the image."""
    words = line.partition(" ")[2]
    if not words:
        return None
    return tuple(json.loads(words)) if words.startswith("[") else ("/bin/sh", "-c", words)


def test_the_recorded_matrix_is_whole():
    assert len(RECORDED) == 5 * 5 * 6
    assert len({(case["entrypoint"], case["cmd"], case["words"]) for case in RECORDED}) == len(RECORDED)


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: f"{case['entrypoint']}|{case['cmd']}|{case['words']}")
def test_entrypoint_and_cmd_and_words(case):
    config = ImageConfig(entrypoint=stored(case["entrypoint"]), cmd=stored(case["cmd"]))
    words, entrypoint = shlex.split(case["words"]), None
    if words[:1] == ["--entrypoint"]:
        entrypoint, words = words[1], words[2:]
    if "argv" not in case:
        with pytest.raises(DaemonError) as caught:
            resolve_process(config, words, entrypoint=entrypoint)
        assert case["error"].startswith(f"Error response from daemon: {caught.value.message}\n")
        return
    process = resolve_process(config, words, entrypoint=entrypoint)
    assert list(process.argv) == case["argv"]
    assert (list(process.entrypoint or ()), list(process.cmd or ())) == (
        case["entrypoint_of"] or [],
        case["cmd_of"] or [],
    )


def test_each_word_says_where_it_comes_from():
    image = ImageConfig(entrypoint=("e",), cmd=("c",))
    for (args, entrypoint), wanted in {
        ((), None): ["ENTRYPOINT", "CMD"],
        (("a",), None): ["ENTRYPOINT", "arguments"],
        (("a",), "n"): ["--entrypoint", "arguments"],
        ((), "n"): ["--entrypoint"],
        (("a",), ""): ["arguments"],
    }.items():
        assert [word.origin for word in resolve_process(image, args, entrypoint=entrypoint).words] == wanted


def test_variables():
    assert environment((), hostname="h", home="/")[0].startswith("PATH=/usr/local/sbin:")
    assert environment(("A=1", "TERM=x"), hostname="h", home="/r", tty=True)[1:] == (
        "HOSTNAME=h", "TERM=x", "A=1", "HOME=/r",
    )  # fmt: skip
    process = resolve_process(ImageConfig(cmd=("c",), env=("PATH=/b", "A=1", "B=2")), env=("C=3", "B=5", "A"))
    assert process.env == ("C=3", "B=5", "A", "PATH=/b")
    assert environment(process.env, hostname="h", home="/") == ("PATH=/b", "HOSTNAME=h", "C=3", "B=5", "HOME=/")


FILES = {"/etc/passwd": b"root:x:0:0::/root:\nbob:x:1000:50::/home/bob:\n", "/etc/group": b"adm:x:4:bob\nx:x:50:\n"}


@pytest.mark.parametrize(
    ("user", "wanted"),
    [
        ("", (0, 0, (0,), "/root")),
        ("bob", (1000, 50, (4, 50), "/home/bob")),
        ("1000", (1000, 50, (4, 50), "/home/bob")),
        ("bob:adm", (1000, 4, (4,), "/home/bob")),
        ("7:9", (7, 9, (9,), "/")),
        ("7", (7, 0, (0,), "/")),
        (":4", (0, 4, (4,), "/root")),
    ],
)
def test_users(user, wanted):
    account = find_user(FILES.__getitem__, user)
    assert (account.uid, account.gid, account.groups, account.home) == wanted


@pytest.mark.parametrize(
    ("user", "message"),
    [
        ("eve", "unable to find user eve: no matching entries in passwd file"),
        ("bob:eve", "unable to find group eve: no matching entries in group file"),
        ("99999999999", "uids and gids must be in range 0-2147483647"),
    ],
)
def test_unknown_users(user, message):
    with pytest.raises(DaemonError) as caught:
        find_user(FILES.__getitem__, user)
    assert (caught.value.message, caught.value.status) == (message, 125)


@pytest.fixture
def root():
    tree = Filesystem()
    for path, node in {
        "/bin": Directory(),
        "/bin/busybox": File(Filler(9, "busybox:1.37"), 0o755),
        "/bin/sh": Symlink("busybox"),
        "/bin/plain": File(b"x", 0o644),
        "/secret": File(b"x", 0o700, uid=0),
        "/run.sh": File(b'#!/bin/sh\nset -e\nexec "$@"\n', 0o755),
    }.items():
        tree = tree.with_node(path, node)
    return Overlay(tree)


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("nope", 127, 'exec: "nope": executable file not found in $PATH'),
        ("plain", 127, 'exec: "plain": executable file not found in $PATH'),
        ("", 127, 'exec: "": executable file not found in $PATH'),
        ("/nope", 127, 'exec: "/nope": stat /nope: no such file or directory'),
        ("./x", 127, 'exec: "./x": stat ./x: no such file or directory'),
        ("/bin/plain", 126, 'exec: "/bin/plain": permission denied'),
        ("/bin", 126, 'exec: "/bin": is a directory: permission denied'),
    ],
)
def test_programs_that_cannot_start(root, name, status, reason):
    with pytest.raises(ProgramError) as caught:
        find_program(root, name, ["PATH=/bin"])
    assert (caught.value.status, caught.value.reason) == (status, reason)
    assert caught.value.message.startswith("failed to create task for container: ")


def test_programs_that_can(root):
    assert find_program(root, "sh", ["PATH=/x:/bin"]) == "/bin/sh"
    assert find_program(root, "bin/sh", [], "/") == "/bin/sh"
    assert find_program(root, "/secret", []) == "/secret"  # the runtime still is root when it looks
    assert shell_of(root) == "busybox"


@pytest.mark.parametrize(
    ("argv", "shell", "init", "seconds", "status", "is_pid1"),
    [
        (("nginx",), "dash", False, 0, 0, True),
        (("/bin/sh", "-c", "nginx"), "dash", False, 10, 137, False),
        (("/bin/sh", "-c", "nginx"), "busybox", False, 0, 0, True),
        (("/bin/sh", "-c", "exec nginx"), "dash", False, 0, 0, True),
        (("/bin/sh", "-c", "nginx; echo done"), "bash", False, 10, 137, False),
        (("sleep", "9"), "dash", False, 10, 137, True),
        (("sleep", "9"), "dash", True, 0, 143, False),
        (("/bin/sh", "-c", "sleep 9; true"), "dash", True, 0, 143, False),
        (("/bin/sh", "-c", "trap 'exit 0' TERM; sleep 9 & wait"), "dash", False, 0, -1, False),
    ],
)
def test_how_it_will_stop(argv, shell, init, seconds, status, is_pid1):
    found = explain(resolve_process(ImageConfig(cmd=argv)), shell=shell, init=init)
    assert (found.stop_seconds, found.stop_status, found.is_pid1) == (seconds, status, is_pid1)
    assert found.expands == (argv[0] == "/bin/sh")
    assert len(found.sentences) >= 4


@pytest.mark.parametrize(
    ("script", "given", "ignored"),
    [
        ("top -b", ["-H"], ["-H"]),
        ("echo $0", ["a", "b"], ["b"]),
        ('exec top "$@"', ["a", "b"], ["a"]),
        ('exec top "$0" "$@"', ["a", "b"], []),
        ("top", [], []),
    ],
)
def test_words_that_only_become_parameters(script, given, ignored):
    image = ImageConfig(entrypoint=("/bin/sh", "-c", script))
    assert [word.text for word in explain(resolve_process(image, given)).ignored] == ignored


def test_an_entrypoint_script_that_makes_way():
    image = ImageConfig(entrypoint=("/run.sh",), cmd=("sleep", "9"))
    made = explain(resolve_process(image), script='#!/bin/sh\nset -e\nexec "$@"\n')
    assert (made.tree.argv, made.is_pid1) == (("sleep", "9"), True)
    kept = explain(resolve_process(image), script='#!/bin/sh\n"$@"\n')
    assert [branch.argv for branch in kept.tree.children] == [("sleep", "9")]
    assert kept.tree.argv == ("/bin/sh", "/run.sh", "sleep", "9")


def test_signals():
    assert [signal_name(text) for text in ("TERM", "sigint", "9", "15")] == ["TERM", "INT", "KILL", "TERM"]
    for text, message in {"FOO": "invalid signal: FOO", "0": "invalid signal: 0"}.items():
        with pytest.raises(DaemonError, match=message):
            signal_name(text)
    with pytest.raises(DaemonError, match="the linux daemon does not support signal 99"):
        signal_name("99")


ODD = st.text(st.sampled_from("ab0179:/,=-.~ \\'\"$\n\0\t²é{}()|&;<>#!@*") | st.characters(), max_size=30)


@given(ODD)
def test_no_text_raises_anything_but_a_lab_error(text):
    image = ImageConfig(entrypoint=("/bin/sh", "-c", text), cmd=(text,))
    for attempt in (
        lambda: parse_volume(text),
        lambda: parse_volume(f"a:/b:{text}"),
        lambda: parse_mount(text),
        lambda: parse_mount(f"type=tmpfs,dst=/a,tmpfs-mode={text}"),
        lambda: parse_tmpfs(f"/a:{text}"),
        lambda: find_user(FILES.__getitem__, text),
        lambda: find_user(lambda path: text.encode(errors="replace"), "bob:adm"),
        lambda: signal_name(text),
        lambda: changed(image, [text]),
        lambda: changed(image, [f"ENV {text}"]),
        lambda: explain(resolve_process(image, [text], cwd=text)),
        lambda: explain(resolve_process(image), script=f"#!/bin/sh\n{text}"),
    ):
        try:
            attempt()
        except LabError as error:
            assert error.message
