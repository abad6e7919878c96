"""The client's command line: flags, errors and help. Every message is what Docker 28.5's client printed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlab.cli.flags import parse_flags
from dockerlab.cli.grammar import commands
from dockerlab.cli.machine import machine
from dockerlab.cli.main import docker
from dockerlab.engine import Engine
from dockerlab.errors import NotModelled, UsageError


def run(*argv: str, **options: object) -> tuple[int, str, str]:
    result = docker(Engine(host=machine({"a.txt": "hi"})), argv, **options)  # type: ignore[arg-type]
    return result.status, result.stdout, result.stderr


def usage(path: str, line: str, see: str = "Run") -> str:
    return f"\n\nUsage:  {path}{line}\n\n{see} '{path} --help' for more information\n"


IMAGES = usage("docker images", " [OPTIONS] [REPOSITORY[:TAG]]")
RUN = usage("docker run", " [OPTIONS] IMAGE [COMMAND] [ARG...]")
PS = usage("docker ps", " [OPTIONS]")
BUILD = usage("docker buildx build", " [OPTIONS] PATH | URL | -")


@pytest.mark.parametrize(
    ("line", "status", "stderr"),
    [
        ("foo", 1, "docker: unknown command: docker foo\n\nRun 'docker --help' for more information\n"),
        ("--foo", 125, "unknown flag: --foo\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\n"
                       "Run 'docker --help' for more information\n"),
        ("image foo", 1, "docker: unknown command: docker image foo\n\nUsage:  docker image\n\n"
                         "Run 'docker image --help' for more information\n"),
        ("volume foo", 1, "docker: unknown command: docker volume foo\n\nUsage:  docker volume COMMAND\n\n"
                          "Run 'docker volume --help' for more information\n"),
        ("help foo", 1, "unknown help topic: foo\n"),
        ("images --foo", 125, "unknown flag: --foo" + IMAGES),
        ("images -z", 125, "unknown shorthand flag: 'z' in -z" + IMAGES),
        ("images --=x", 125, "bad flag syntax: --=x" + IMAGES),
        ("images ---x", 125, "bad flag syntax: ---x" + IMAGES),
        ("images -q=x", 125, 'invalid argument "x" for "-q, --quiet" flag: strconv.ParseBool: parsing "x": '
                             "invalid syntax" + IMAGES),
        ("images --filter x", 125, 'invalid argument "x" for "-f, --filter" flag: bad format of filter '
                                   "(expected name=value)" + IMAGES),
        ("images a b", 1, "docker: 'docker images' requires at most 1 argument" + IMAGES.replace("Run '", "SRun '")),
        ("image list --foo", 125, "unknown flag: --foo" + IMAGES.replace("docker images", "docker image ls")),
        ("run --rm=x busybox", 125, 'invalid argument "x" for "--rm" flag: strconv.ParseBool: parsing "x": '
                                    "invalid syntax" + RUN),
        ("run --name", 125, "flag needs an argument: --name" + RUN),
        ("run -h", 125, "flag needs an argument: 'h' in -h" + RUN),
        ("run", 1, "docker: 'docker run' requires at least 1 argument" + RUN.replace("Run '", "See '")),
        ("run --mount foo busybox", 125, "invalid argument \"foo\" for \"--mount\" flag: invalid field 'foo' must be a "
                                         "key=value pair" + RUN),
        ("ps x", 1, "docker: 'docker ps' accepts no arguments" + PS),
        ("ps -n x", 125, 'invalid argument "x" for "-n, --last" flag: strconv.ParseInt: parsing "x": '
                         "invalid syntax" + PS),
        ("ps -qaf", 125, "flag needs an argument: 'f' in -f" + PS),
        ("ps --filter foo=1", 1, "Error response from daemon: invalid filter 'foo'\n"),
        ("rename a", 1, "docker: 'docker rename' requires 2 arguments"
         + usage("docker rename", " CONTAINER NEW_NAME")),
        ("commit", 1, "docker: 'docker commit' requires at least 1 and at most 2 arguments"
         + usage("docker commit", " [OPTIONS] CONTAINER [REPOSITORY[:TAG]]")),
        ("exec nope", 1, "docker: 'docker exec' requires at least 2 arguments"
         + usage("docker exec", " [OPTIONS] CONTAINER COMMAND [ARG...]", "See")),
        ("cp", 1, "docker: 'docker cp' requires 2 arguments\n\n"
                  "Usage:  docker cp [OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n"
                  "\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH\n\n"
                  "Run 'docker cp --help' for more information\n"),
        ("build", 1, "ERROR: docker: 'docker buildx build' requires 1 argument" + BUILD),
        ("build --foo .", 125, "unknown flag: --foo" + BUILD),
        ("build nodir", 1, 'ERROR: failed to build: unable to prepare context: path "nodir" not found\n'),
        ("build --progress=foo .", 1, "ERROR: invalid progress mode foo\n"),
        ("build -t AAA .", 1, 'ERROR: failed to build: invalid tag "AAA": repository name must be lowercase\n'),
        ("builder prune x", 1, "ERROR: docker: 'docker buildx prune' accepts no arguments"
         + usage("docker buildx prune", "")),
        ("rmi nope", 1, "Error response from daemon: No such image: nope:latest\n"),
        ("rm nope", 1, "Error response from daemon: No such container: nope\n"),
        ("rm -f nope", 0, "Error response from daemon: No such container: nope\n"),
        ("start nope", 1, "Error response from daemon: No such container: nope\n"
                          "Error: failed to start containers: nope\n"),
        ("kill nope", 1, "Error response from daemon: cannot kill container: nope: No such container: nope\n"),
        ("rename nope x", 1, "Error response from daemon: No such container: nope\n"
                             "Error: failed to rename container named nope\n"),
        ("tag nope a", 1, "Error response from daemon: No such image: nope:latest\n"),
        ("tag nope AAA", 1, 'Error parsing reference: "AAA" is not a valid repository/tag: invalid reference format: '
                            "repository name (library/AAA) must be lowercase\n"),
        ("cp a b", 1, "must specify at least one container source\n"),
        ("cp a: b:", 1, "copying between containers is not supported\n"),
        ("cp nofile c:/", 1, "lstat /root/lab/nofile: no such file or directory\n"),
        ("load -i nope", 1, "open nope: no such file or directory\n"),
        ("import nope", 1, "open nope: no such file or directory\n"),
        ("images --format {{.Foo}}", 0, ""),
        ("images --format {{.ID", 1, "template parsing error: template: :1: unclosed action\n"),
        ("run AAA", 125, "docker: invalid reference format: repository name (library/AAA) must be lowercase\n\n"
                         "Run 'docker run --help' for more information\n"),
        ("run -it busybox", 1, "the input device is not a TTY\n"),
        ("volume inspect nope", 1, "Error response from daemon: get nope: no such volume\n"),
    ],
)  # fmt: skip
def test_says_what_docker_says(line: str, status: int, stderr: str) -> None:
    got, _, said = run(*line.split())
    assert (got, said) == (status, stderr)


@pytest.mark.parametrize(
    ("line", "status", "stdout", "stderr"),
    [
        ("inspect nope", 1, "[]\n", "Error: No such object: nope\n"),
        ("image inspect nope", 1, "[]\n", "Error response from daemon: No such image: nope:latest\n"),
        ("inspect -f {{.Id}} nope", 1, "\n", "Error: No such object: nope\n"),
        ("inspect -f {{ nope", 64, "", "template parsing error: template: :1: unclosed action\n"),
        ("images", 0, "REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n", ""),
        ("images --digests", 0, "REPOSITORY   TAG       DIGEST    IMAGE ID   CREATED   SIZE\n", ""),
        ("images -q", 0, "", ""),
        ("ps", 0, "CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES\n", ""),
        ("volume ls", 0, "DRIVER    VOLUME NAME\n", ""),
        ("volume create v1", 0, "v1\n", ""),
        ("image prune -f", 0, "Total reclaimed space: 0B\n", ""),
        ("image prune", 0, "WARNING! This will remove all dangling images.\n"
                           "Are you sure you want to continue? [y/N] ", ""),
        ("builder prune -f", 0, "Total:\t0B\n", ""),
        ("builder prune", 0, "WARNING! This will remove all dangling build cache. "
                             "Are you sure you want to continue? [y/N] ", ""),
        ("system df", 0, "TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE\n"
                         "Images          0         0         0B        0B\n"
                         "Containers      0         0         0B        0B\n"
                         "Local Volumes   0         0         0B        0B\n"
                         "Build Cache     0         0         0B        0B\n", ""),
    ],
)  # fmt: skip
def test_prints_what_docker_prints(line: str, status: int, stdout: str, stderr: str) -> None:
    assert run(*line.split()) == (status, stdout, stderr)


@pytest.mark.parametrize("line", ["network ls", "compose up", "run --gpus all busybox", "run -p 80:80 nginx", "-H x ps",
                                  "container stats", "build --ssh default .", "ps --filter health=x",
                                  "run --restart always busybox", "build --platform linux/arm64 ."])  # fmt: skip
def test_refuses_by_name_what_it_does_not_model(line: str) -> None:
    result = docker(Engine(host=machine()), line.split())
    assert result.status == 3
    assert isinstance(result.error, NotModelled)
    assert result.stderr.startswith("dockerlab: not modelled: ")


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_help(name: str) -> None:
    status, stdout, stderr = run(*name.split(), "--help")
    assert (status, stderr) == (0, "")
    assert stdout.startswith("Usage:  docker ")
    assert max(map(len, stdout.splitlines())) <= 140


def test_docker_alone_prints_its_help_on_standard_error() -> None:
    status, stdout, stderr = run()
    assert (status, stdout) == (0, "")
    assert "Common Commands:" in stderr
    assert run("--help") == (0, stderr, "")


def test_flags_stand_anywhere_unless_a_command_follows() -> None:
    assert parse_flags(commands()["rm"], ["a", "-f", "b"]).values == {"force": ["true"]}
    parsed = parse_flags(commands()["run"], ["-it", "--name=x", "busybox", "ls", "-l"])
    assert parsed.args == ["busybox", "ls", "-l"]
    assert parse_flags(commands()["rm"], ["--", "-f"]).args == ["-f"]
    assert parse_flags(commands()["ps"], ["-n3"]).number("last") == 3


def test_the_classic_builder_has_its_own_flags() -> None:
    result = docker(Engine("classic", host=machine()), ["build", "--progress=plain", "."])
    assert result.status == 125
    assert result.stderr.endswith(
        "unknown flag: --progress\n\nUsage:  docker build [OPTIONS] PATH | URL | -\n\n"
        "Run 'docker build --help' for more information\n"
    )
    assert result.stderr.startswith("DEPRECATED: The legacy builder is deprecated")


WORDS = st.sampled_from(
    ["build", "run", "images", "-t", "--rm", "-f", "", ".", "--", "-", "--format", "{{.ID}}", "a:b", "inspect", "ps",
     "cp", "x:/y", "-v", "/a:/b", "rmi", "save", "load", "-i", "a.txt", "--filter", "name=x", "volume", "create",
     "history", "\0"]
)  # fmt: skip


@given(st.lists(WORDS | st.text(max_size=4), max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_command_line_makes_it_raise(argv: list[str]) -> None:
    docker(Engine(host=machine({"a.txt": "hi"})), argv)


def test_usage_errors_carry_the_status() -> None:
    with pytest.raises(UsageError) as caught:
        parse_flags(commands()["run"], ["--foo"])
    assert caught.value.status == 125


@pytest.mark.parametrize(
    "line",
    ["attach web", "stats --no-stream", "events --since 1h", "container attach web", "system events", "network ls",
     "port web", "builder du", "buildx ls", "help attach", "compose up"],
)  # fmt: skip
def test_a_command_that_docker_has_and_the_lab_has_not_is_refused(line: str) -> None:
    result = docker(Engine(host=machine()), line.split())
    assert result.status == 3
    assert result.stderr.startswith("dockerlab: not modelled: docker ")
