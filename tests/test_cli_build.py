"""What `docker build` prints, to the byte: the texts are those of Docker 28.5 without a terminal, IDs apart."""

from __future__ import annotations

import re

import pytest

from dockerlab.session import run

FILES = {
    "a.txt": "hi\n",
    "d/b.txt": "long\n",
    ".dockerignore": "*.log\n",
    "Dockerfile": "FROM scratch AS one\nCOPY a.txt /\nFROM scratch\nCOPY --from=one /a.txt /x\nADD d /d/\nLABEL a=b\n",
}
BUILDKIT = """\
#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 129B done
#1 DONE 0.0s

#2 [internal] load .dockerignore
#2 transferring context: 46B done
#2 DONE 0.0s

#3 [internal] load build context
#3 transferring context: 97B done
#3 DONE 0.0s

#4 [one 1/1] COPY a.txt /
#4 DONE 0.0s

#5 [stage-1 1/2] COPY --from=one /a.txt /x
#5 DONE 0.0s

#6 [stage-1 2/2] ADD d /d/
#6 DONE 0.0s

#7 exporting to image
#7 exporting layers 0.0s done
#7 writing image ID done
#7 naming to docker.io/library/web done
#7 naming to docker.io/library/web:2 done
#7 DONE 0.0s
"""
CACHED = """\
#4 [one 1/1] COPY a.txt /
#4 CACHED

#5 [stage-1 1/2] COPY --from=one /a.txt /x
#5 CACHED

#6 [stage-1 2/2] ADD d /d/
#6 CACHED

#7 exporting to image
#7 exporting layers done
"""
CLASSIC = """\
Sending build context to Docker daemon  5.632kB\r\r
Step 1/6 : FROM scratch AS one
 --->\x20
Step 2/6 : COPY a.txt /
 ---> ID
Step 3/6 : FROM scratch
 --->\x20
Step 4/6 : COPY --from=one /a.txt /x
 ---> ID
Step 5/6 : ADD d /d/
 ---> ID
Step 6/6 : LABEL a=b
 ---> Running in ID
 ---> Removed intermediate container ID
 ---> ID
Successfully built ID
Successfully tagged old:latest
"""


def without_ids(text: str) -> str:
    return re.sub(r"sha256:[0-9a-f]{64}|\b[0-9a-f]{12}\b", "ID", text)


def test_buildkit() -> None:
    result = run("docker build -t web -t web:2 .\ndocker build -t web .\ndocker build -q .\n", files=FILES)
    first, second, third = result.commands
    assert without_ids(first.stderr) == BUILDKIT
    assert first.stdout == ""
    assert CACHED in second.stderr
    assert without_ids(third.stdout) == "ID\n"
    assert third.stderr == ""


def test_classic() -> None:
    (command,) = run("docker build -t old .\n", files=FILES, builder="classic").commands
    assert without_ids(command.stdout) == CLASSIC
    assert command.stderr == (
        "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n"
        "            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0\n"
        "            environment-variable.\n\n"
    )


def test_a_step_that_fails() -> None:
    (command,) = run("docker build .\n", files={"Dockerfile": "FROM scratch\nCOPY nope.txt /\n"}).commands
    assert command.status == 1
    said = re.sub(r"of ref \S+: ", "of ref REF: ", command.stderr).partition("#4 ")[2]
    assert said == (
        "[1/1] COPY nope.txt /\n"
        '#4 ERROR: failed to calculate checksum of ref REF: "/nope.txt": not found\n'
        "------\n > [1/1] COPY nope.txt /:\n------\n"
        "Dockerfile:2\n--------------------\n   1 |     FROM scratch\n   2 | >>> COPY nope.txt /\n   3 |     \n"
        "--------------------\n"
        "ERROR: failed to build: failed to solve: failed to compute cache key: "
        'failed to calculate checksum of ref REF: "/nope.txt": not found\n'
    )


def test_a_dockerfile_that_does_not_parse() -> None:
    (command,) = run("docker build .\n", files={"Dockerfile": "FROM scratch\nRUM x\n"}).commands
    assert command.stderr.endswith(
        "#1 DONE 0.0s\nDockerfile:2\n--------------------\n   1 |     FROM scratch\n   2 | >>> RUM x\n   3 |     \n"
        "--------------------\nERROR: failed to build: failed to solve: dockerfile parse error on line 2: "
        "unknown instruction: RUM (did you mean RUN?)\n"
    )
    (command,) = run("docker build .\n", files={"Dockerfile": "FROM scratch\nRUM x\n"}, builder="classic").commands
    assert command.stderr.endswith(
        "Error response from daemon: dockerfile parse error on line 2: unknown instruction: RUM (did you mean RUN?)\n"
    )


def test_warnings_of_the_checks() -> None:
    (command,) = run("docker build .\n", files={"Dockerfile": "from scratch\nLABEL a b\n"}).commands
    warned = (
        'LegacyKeyValueFormat: "LABEL key=value" should be used instead of legacy "LABEL key value" format (line 2)'
    )
    assert f"#1 WARN: {warned}\n" in command.stderr
    assert " \x1b[33m2 warnings found (use docker --debug to expand):\n\x1b[0m - ConsistentInst" in command.stderr
    assert command.stderr.endswith(f" - {warned}\n")
    (command,) = run("docker build --check .\n", files={"Dockerfile": "FROM scratch\nLABEL a b\n"}).commands
    assert command.status == 1
    assert command.stdout == (
        "Check complete, 1 warning has been found!\n\n"
        "WARNING: LegacyKeyValueFormat - https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/\n"
        '"LABEL key=value" should be used instead of legacy "LABEL key value" format\n'
        "Dockerfile:2\n--------------------\n   1 |     FROM scratch\n   2 | >>> LABEL a b\n   3 |     \n"
        "--------------------\n"
    )


def test_an_image_that_nobody_has() -> None:
    script = "docker build .\nDOCKER_BUILDKIT=0 docker build .\ndocker run nosuch\n"
    buildkit, classic, ran = run(script, files={"Dockerfile": "FROM localhost:5000/nosuch\n"}).commands
    assert buildkit.stderr.endswith(
        "#2 [internal] load metadata for localhost:5000/nosuch:latest\n"
        "#2 ERROR: localhost:5000/nosuch:latest: not found\n"
        "------\n > [internal] load metadata for localhost:5000/nosuch:latest:\n------\n"
        "Dockerfile:1\n--------------------\n   1 | >>> FROM localhost:5000/nosuch\n   2 |     \n--------------------\n"
        "ERROR: failed to build: failed to solve: localhost:5000/nosuch: failed to resolve source metadata for "
        "localhost:5000/nosuch:latest: localhost:5000/nosuch:latest: not found\n"
    )
    assert (classic.status, ran.status) == (1, 125)
    assert ran.stderr.startswith("Unable to find image 'nosuch:latest' locally\ndocker: Error response from daemon: ")


def test_what_a_build_got_from_a_registry() -> None:
    files = {"Dockerfile": "FROM alpine\nRUN echo hi\n"}
    first, again, classic = run("docker build .\n" * 2 + "DOCKER_BUILDKIT=0 docker build .\n", files=files).commands
    assert re.search(r"\n#4 \[1/2\] FROM docker.io/library/alpine:latest@sha256:\w{64}\n#4 resolve ", first.stderr)
    assert re.search(r"\n#4 \[1/2\] FROM docker.io/library/alpine:latest@sha256:\w{64}\n#4 DONE ", again.stderr)
    assert "Step 1/2 : FROM alpine\nlatest: Pulling from library/alpine\n" in classic.stdout


def test_flags_of_a_build() -> None:
    script = (
        "docker build -q --iidfile id -f other -t x .\ncat id\ndocker build -f nope .\n"
        "docker build --label k=v -q -t y .\ndocker inspect -f '{{json .Config.Labels}}' y\n"
        "echo 'FROM scratch\nLABEL from=stdin' | docker build -q -t z -\ndocker inspect -f '{{.Config.Labels.from}}' z\n"
    )
    files = {**FILES, "other": "FROM scratch\nLABEL o=1\n"}
    first, cat, missing, _, labels, _, stdin = run(script, files=files).commands
    assert cat.stdout == first.stdout.strip()
    assert missing.stderr.endswith("failed to read dockerfile: open nope: no such file or directory\n")
    assert labels.stdout == '{"a":"b","k":"v"}\n'
    assert stdin.stdout == "stdin\n"


def test_the_tree_of_images_fits_80_columns() -> None:
    name = "registry.example.com:5000/some/long/name:1.0.0-beta"
    script = f"docker build -q -t web:1 -t {name} .\ndocker build -q -t other .\ndocker image ls --tree\n"
    tree = run(script + "docker image ls --tree -q\n", files={"Dockerfile": "FROM scratch\nCOPY Dockerfile /\n"})
    *_, listed, refused = tree.commands
    assert re.sub("[0-9a-f]{12}", "-" * 12, re.sub("\x1b[^m]*m", "", listed.stdout)) == (
        "WARNING: This is an experimental feature. The output may change and shouldn't be depended on.\n"
        "                                                              Info ->  U In Use \n"
        "\n"
        "IMAGE                           ID             DISK USAGE   CONTENT SIZE   EXTRA\n"
        f"{name}\n"
        "other:latest\n"
        "web:1                           ------------          31B             0B        \n"
    )
    assert (refused.stderr, refused.status) == ("--quiet is not yet supported with --tree\n", 1)


@pytest.mark.parametrize(
    ("before", "cached"),
    [
        ("true", True),
        ("docker builder prune -f", True),  # the image holds what the steps made
        ("docker system prune -f", True),
        ("docker builder prune -af", False),
        ("docker rmi web && docker builder prune -f", False),
        ("docker rmi web", True),
    ],
)
def test_pruning_the_build_cache_spares_what_an_image_holds(before: str, cached: bool) -> None:
    files = {"Dockerfile": "FROM busybox\nCOPY Dockerfile /\n"}
    _, pruned, again = run(f"docker build -t web .\n{before}\ndocker build -t web .\n", files=files).commands
    assert (pruned.status, "#6 CACHED" in again.stderr or "#5 CACHED" in again.stderr) == (0, cached), again.stderr


def test_the_numbers_of_build_cache_records_are_refused() -> None:
    script = (
        "docker build -q .\ndocker system df\ndocker builder prune -af\ndocker builder prune -f\ndocker system df\n"
    )
    _, shown, pruned, nothing, empty = run(script, files={"Dockerfile": "FROM busybox\nCOPY Dockerfile /\n"}).commands
    assert (shown.status, len(shown.stdout.splitlines()), empty.status, len(empty.stdout.splitlines())) == (3, 4, 0, 5)
    assert shown.stderr == "dockerlab: not modelled: the line Build Cache, of which BuildKit counts more than layers\n"
    assert (
        pruned.stdout == "dockerlab: not modelled: the list of what was removed from the build cache\n"
        and pruned.status == 0
    )
    assert (nothing.stdout, nothing.stderr) == ("Total:\t0B\n", "")
