"""Scripts on a lab host: what bash does with a real engine."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlab.cli.prompt import complete, is_complete
from dockerlab.errors import NotModelled
from dockerlab.session import open_session, run

DOCKERFILE = """cat > Dockerfile <<END
FROM scratch
COPY a.txt /
LABEL a=b
END
"""


def test_commands_apart_with_their_texts() -> None:
    result = run("# a comment\n\necho a; echo b >&2\ncat <<END\nx\nEND\nfalse\n")
    assert [(c.text, c.stdout, c.stderr, c.status) for c in result.commands] == [
        ("echo a; echo b >&2", "a\n", "b\n", 0),
        ("cat <<END\nx\nEND", "x\n", "", 0),
        ("false", "", "", 1),
    ]
    assert result.status == 1


def test_the_shell_remembers() -> None:
    result = run("x=1\nmkdir d && cd d\npwd\nf() { echo f$1$x; }\nf 2\necho $?\n")
    assert result.stdout == "/root/lab/d\nf21\n0\n"


def test_set_e_ends_the_script() -> None:
    result = run("set -e\necho one\nfalse\necho two\n")
    assert (result.stdout, result.status, len(result.commands)) == ("one\n", 1, 3)


def test_exit_and_its_trap() -> None:
    result = run("trap 'echo bye' EXIT\nexit 7\necho never\n")
    assert (result.stdout, result.status) == ("bye\n", 7)


def test_goes_on_after_what_is_not_modelled() -> None:
    result = run("docker network ls\necho $?\ngit status || echo refused $?\necho after\n")
    assert result.stdout == "3\nafter\n" or result.stdout == "3\nrefused 3\nafter\n"
    assert "dockerlab: not modelled: docker network: the lab has the networks" in result.stderr
    assert "dockerlab: not modelled: the program git" in result.stderr
    assert isinstance(result.commands[0].error, NotModelled)


def test_an_unknown_command() -> None:
    result = run("echo 1\nfoo\n")
    assert (result.commands[1].stderr, result.status) == ("bash: line 2: foo: command not found\n", 127)


def test_a_loop_without_end_is_stopped() -> None:
    result = run("while true; do :; done\necho after\n")
    assert result.commands[0].status == 3
    assert result.stdout == "after\n"


def test_docker_sees_the_hosts_files_directory_and_variables() -> None:
    result = run(
        DOCKERFILE
        + "mkdir sub\ncd sub\ndocker build -q -t web .. > id\ncat id\nDOCKER_BUILDKIT=0 docker build -q -t old ..\n"
        "docker images --format '{{.Repository}}'\n",
        files={"a.txt": "hi"},
    )
    assert result.stdout.startswith("sha256:")
    assert result.commands[-1].stdout.split() == ["old", "web"]
    assert result.commands[-2].stderr.startswith("DEPRECATED: ")


def test_pipes_and_redirections_work_with_docker() -> None:
    result = run(
        "docker images | wc -l\ndocker rmi nope 2> err || cat err\ndocker images -q | while read i; do echo $i; done\n"
    )
    assert result.stdout == "1\nError response from daemon: No such image: nope:latest\n"


def test_saves_and_loads_through_files() -> None:
    result = run(
        DOCKERFILE + "docker build -q -t web . > /dev/null\ndocker save -o web.tar web\ndocker rmi web\n"
        "docker load -i web.tar\ndocker load < web.tar\n",
        files={"a.txt": "hi"},
    )
    assert [c.stdout for c in result.commands[-2:]] == ["Loaded image: web:latest\n"] * 2


def test_the_same_script_gives_the_same_bytes() -> None:
    script = DOCKERFILE + "docker build -t web .\nDOCKER_BUILDKIT=0 docker build .\ndocker images\n"
    first, second = (run(script, files={"a.txt": "hi"}) for _ in range(2))
    assert (first.stdout, first.stderr) == (second.stdout, second.stderr)


def test_output_is_shown_as_it_is_written() -> None:
    pieces = []
    terminal = open_session(write=lambda piece: pieces.append((piece.fd, piece.data)))
    for _ in terminal.run("echo a; echo b >&2; echo c\n"):
        pass
    assert pieces == [(1, b"a\n"), (2, b"b\n"), (1, b"c\n")]


def test_a_prompt_goes_on_where_it_was() -> None:
    terminal = open_session()
    list(terminal.run("mkdir d; cd d; x=5"))
    assert [result.stdout for result in terminal.run("pwd; echo $x")] == ["/root/lab/d\n5\n"]
    assert terminal.cwd == "/root/lab/d"


@pytest.mark.parametrize(
    ("text", "complete_"),
    [("echo a\n", True), ("echo 'a\n", False), ("if true\n", False), ("cat <<END\nx\n", False), ("echo a \\\n", False),
     ("cat <<-END\n\tEND\n", True), ("for i in 1; do echo $i; done\n", True), (")\n", True)],
)  # fmt: skip
def test_a_prompt_knows_when_to_ask_for_more(text: str, complete_: bool) -> None:
    assert is_complete(text) == complete_


def test_completion() -> None:
    terminal = open_session({"Dockerfile": "FROM scratch\nLABEL a=b\n", "docs/x": ""})
    list(terminal.run("docker build -q -t webapp .\n"))
    assert complete(terminal, "doc", "doc") == ["docker", "docker-compose"]
    assert "build" in complete(terminal, "docker bu", "bu")
    assert complete(terminal, "docker image l", "l") == ["list", "load", "ls"]
    assert complete(terminal, "docker build --no-c", "--no-c") == ["--no-cache", "--no-cache-filter"]
    assert complete(terminal, "docker history we", "we") == ["webapp:latest"]
    assert complete(terminal, "cat Do", "Do") == ["Dockerfile"]
    assert complete(terminal, "cat docs/", "docs/") == ["docs/x"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("docker rmi ", ["busybox:latest", "webapp:latest"]),
        ("docker run --rm -it ", ["busybox:latest", "webapp:latest"]),
        ("docker run --rm busybox ", []),
        ("docker run --network ", ["bridge", "host", "none"]),
        ("docker run -v ", ["Dockerfile", "data:", "docs"]),
        ("docker image history --format x ", ["busybox:latest", "webapp:latest"]),
        ("docker tag webapp ", ["busybox:latest", "webapp:latest"]),
        ("docker build -t ", ["busybox:latest", "webapp:latest"]),
        ("docker build ", ["Dockerfile", "docs"]),
        ("docker build --file=", ["Dockerfile", "docs"]),
        ("docker build -f Dockerfile d", ["docs"]),
        ("docker build --progress ", ["auto", "none", "plain", "quiet"]),
        ("docker save webapp > ", ["Dockerfile", "docs"]),
        ("docker load -i D", ["Dockerfile"]),
        ("docker rm ", ["idle", "works"]),
        ("docker stop ", ["works"]),
        ("docker start ", ["idle"]),
        ("docker exec works ", []),
        ("docker rename idle ", []),
        ("docker commit idle w", ["webapp:latest"]),
        ("docker cp ", ["Dockerfile", "docs", "idle:", "works:"]),
        ("docker inspect ", ["busybox:latest", "data", "idle", "webapp:latest", "works"]),
        ("docker volume rm ", ["data"]),
        ("docker volume create ", []),
        ("docker ps --filter ", []),
        ("docker system df ", []),
        ("docker volume ", ["create", "inspect", "list", "ls", "prune", "remove", "rm"]),
        ("cd docs && docker history we", ["webapp:latest"]),
    ],
)
def test_completion_offers_what_fits_the_place(line: str, found: list[str]) -> None:
    terminal = open_session({"Dockerfile": "FROM scratch\nLABEL a=b\n", "docs/x": ""})
    for _ in terminal.run(
        "docker build -q -t webapp . && docker volume create data && docker pull -q busybox\n"
        "docker create --name idle busybox && docker run -d --name works busybox sleep 99\n"
    ):
        pass
    assert complete(terminal, line, line.rpartition(" ")[2].rpartition("=")[2]) == found


PIECES = ["echo ", "a", " > f", "\n", "docker ", "images", " build .", "|", "&&", "'", '"', "$x", "$(", ")", "if ",
          "then ", "fi", "<<END", "END", ";", "cat f", "#", "\\", "{", "}", "é", "\0"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_no_script_makes_it_raise(script: str) -> None:
    run(script)
