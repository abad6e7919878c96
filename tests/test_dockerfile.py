"""The Dockerfile as types: what stands where, what variables become, and that no text breaks it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlab.dockerfile import (
    Arg,
    Copy,
    Env,
    From,
    Instruction,
    Mount,
    Onbuild,
    ParseError,
    Run,
    canonical,
    check,
    expand,
    parse,
)  # fmt: skip
from dockerlab.errors import DockerfileError, LabError, NotModelled

APP = """\
# syntax=docker/dockerfile:1
ARG VERSION=3.12
FROM python:${VERSION} AS build
WORKDIR /src
COPY --chown=1000:1000 --chmod=0644 requirements.txt setup.py ./
RUN --mount=type=cache,target=/root/.cache \\
    --network=none \\
    # a comment in between
    pip install -r requirements.txt
ENV PATH=/opt/bin:$PATH LANG="C.UTF-8"
FROM build
COPY --from=build /src /app
ONBUILD RUN make
CMD ["python", "-m", "app"]
"""


def only(text: str) -> Instruction:
    (stage,) = parse(f"FROM scratch\n{text}").stages
    (instruction,) = stage.instructions
    return instruction


def test_a_dockerfile_becomes_stages_of_typed_instructions() -> None:
    dockerfile = parse(APP)
    assert dockerfile.directives == {"syntax": "docker/dockerfile:1"}
    assert [arg.pairs for arg in dockerfile.global_args] == [(("VERSION", "3.12"),)]
    build, last = dockerfile.stages
    assert (build.name, build.base.image, last.name, last.base.image) == ("build", "python:${VERSION}", None, "build")
    assert [type(item).__name__ for item in build.instructions] == ["Workdir", "Copy", "Run", "Env"]
    _, copy, run, env = build.instructions
    assert isinstance(copy, Copy)
    assert (copy.sources, copy.dest, copy.chown) == (("requirements.txt", "setup.py"), "./", "1000:1000")
    assert isinstance(run, Run)
    assert run.shell and run.args == ("pip install -r requirements.txt",) and run.network == "none"
    assert isinstance(env, Env) and env.pairs == (("PATH", "/opt/bin:$PATH"), ("LANG", '"C.UTF-8"'))
    trigger = last.instructions[1]
    assert isinstance(trigger, Onbuild) and trigger.expression == "RUN make" and isinstance(trigger.instruction, Run)


def test_every_instruction_knows_its_lines_and_its_text() -> None:
    build, last = parse(APP, "web.Dockerfile").stages
    run = build.instructions[2]
    assert (run.span.source, run.span.line, run.span.end_line) == ("web.Dockerfile", 6, 9)
    assert run.original.startswith("RUN --mount=type=cache,target=/root/.cache     --network=none     ")
    assert [item.span.line for item in (build.base, *build.instructions)] == [3, 4, 5, 6, 10]
    assert last.instructions[-1].original == 'CMD ["python", "-m", "app"]'


def test_variables_come_from_the_line_before() -> None:
    env, used = expand(only("ENV a=new b=$a c=${d:-$a}"), {"a": "old"})
    assert isinstance(env, Env) and env.pairs == (("a", "new"), ("b", "old"), ("c", "old"))
    assert used == {"a"}


def test_the_shell_keeps_its_own_variables() -> None:
    for text in ("RUN echo $a", "CMD $a", 'ENTRYPOINT ["$a"]', "HEALTHCHECK CMD $a", 'SHELL ["$a"]', "MAINTAINER $a"):
        assert expand(only(text), {"a": "x"}) == (only(text), frozenset())


def test_from_takes_the_global_arguments() -> None:
    base, used = expand(parse("ARG v\nFROM --platform=$p x:$v\n").stages[0].base, {"v": "1", "p": "linux/arm64"})
    assert isinstance(base, From) and (base.image, base.platform) == ("x:1", "linux/arm64") and used == {"v", "p"}


def test_a_heredoc_expands_unless_its_name_is_quoted() -> None:
    for name, content in (("EOF", 'x "1" $a\n'), ("'EOF'", '$a "1" \\$a\n')):
        copy, _ = expand(only(f'COPY <<{name} /x\n$a "1" \\$a\nEOF'), {"a": "x"})
        assert isinstance(copy, Copy) and copy.heredocs[0].content == content


def test_mounts_are_filled_when_variables_are_known() -> None:
    run, used = expand(
        only("RUN --mount=type=cache,target=$home/.cache,id=a,uid=7 --mount=target=/s make"), {"home": "/r"}
    )
    assert isinstance(run, Run) and used == {"home"}
    assert run.mounts == (
        Mount(type="cache", target="/r/.cache", id="a", uid=7, readonly=False),
        Mount(type="bind", target="/s", readonly=True),
    )


def test_parents_needs_a_newer_frontend() -> None:
    """The engine's own refuses it; ``# syntax=docker/dockerfile:1`` brings the newest."""
    for frontend in ("1", "1.20", "1.21.0", "labs", "1-labs", "latest"):
        (stage,) = parse(f"# syntax=docker/dockerfile:{frontend}\nFROM scratch\nCOPY --parents a b\n").stages
        assert isinstance(stage.instructions[0], Copy) and stage.instructions[0].parents
    for frontend in ("docker/dockerfile:1.19", "example/other", ""):
        with pytest.raises(ParseError, match="unknown flag: --parents"):
            parse(f"# syntax={frontend}\nFROM scratch\nCOPY --parents a b\n")


def test_a_pattern_that_could_take_for_ever_is_refused() -> None:
    with pytest.raises(NotModelled, match="pattern"):
        expand(only("ENV a=${b##*x*x*x*x*x}"), {"b": "x" * 100})
    with pytest.raises(NotModelled, match="pattern"):
        expand(only("ENV a=${b//*x*y/z}"), {"b": "x" * 10_000})


STEPS = """\
FROM busybox:lab
ENV a=1 p=/x/y
ARG q=2
run echo $a "$q" '$a' ${u} ${a:-x} \\
   # hi
   b   c
RUN ["echo", "$a", "b"]
RUN --mount=type=cache,target=$p echo   hi
RUN <<EOF
echo $a
EOF
RUN <<EOF cat > /f
echo $a
EOF
RUN <<-'EOF'
	#!/bin/sh
	ls
EOF
RUN   <<EOF

  # comment $u

EOF
RUN <<EOF
EOF
RUN <<'EOF'
echo '$a' $a ${a} \\$a "x
EOF
RUN echo 'a	b' \\$a "\\"" `date`
RUN echo "unterminated $a
COPY $u Dockerfile   $p/
copy --chmod=${m:-644} <<X <<Y /d/
X
Y
COPY Dockerfile '/$a'
ADD ["Dockerfile", "/${a}j"]
WORKDIR $p/z
Workdir "/a q$q"
"""
# as BuildKit printed them
NAMES = [
    "RUN echo 1 \"2\" '$a' ${u} 1    b   c",
    'RUN ["echo", "1", "b"]',
    "RUN --mount=type=cache,target=/x/y echo   hi",
    "RUN <<EOF (echo 1)",
    "RUN <<EOF cat > /f",
    "RUN <<-'EOF' (#!/bin/sh...)",
    "RUN   <<EOF (# comment $u)",
    "RUN <<EOF ()",
    "RUN <<'EOF' (echo '$a' $a ${a} \\$a \"x)",
    'RUN echo \'a\tb\' $a """ `date`',
    'RUN echo "unterminated $a',
    "COPY  Dockerfile   /x/y/",
    "COPY --chmod=644 <<X <<Y /d/",
    "COPY Dockerfile /$a",
    "ADD [Dockerfile, /1j]",
    "WORKDIR /x/y/z",
    "WORKDIR /a q2",
]


def test_a_step_is_named_as_buildkit_names_it() -> None:
    (stage,) = parse(STEPS).stages
    env = {"a": "1", "p": "/x/y", "q": "2"}
    assert [canonical(item, env) for item in stage.instructions[2:]] == NAMES


def test_an_error_says_what_where_and_what_next() -> None:
    with pytest.raises(DockerfileError) as caught:
        parse("FROM alpine\n\n  RUM ls\n", "web.Dockerfile")
    error = caught.value
    assert error.message == "dockerfile parse error on line 3: unknown instruction: RUM (did you mean RUN?)"
    assert error.where is not None and (error.where.line, error.where.source) == (3, "web.Dockerfile")
    assert str(error).endswith("web.Dockerfile, line 3:\n   3 |   RUM ls\n     |   ^")


def test_an_escape_directive_frees_the_backslash() -> None:
    text = "# escape=`\nFROM scratch\nCOPY a `\n c:\\\\dir\\\nENV a=b`$c\n"
    (stage,) = parse(text).stages
    copy, env = stage.instructions
    assert isinstance(copy, Copy) and copy.dest == "c:\\\\dir\\"
    expanded, _ = expand(env, {"c": "x"}, "`")
    assert isinstance(expanded, Env) and expanded.pairs == (("a", "b$c"),)


PIECES = [
    *"FROM RUN COPY ADD ENV ARG LABEL CMD ENTRYPOINT WORKDIR USER VOLUME EXPOSE SHELL STOPSIGNAL HEALTHCHECK".split(),
    *("ONBUILD", "MAINTAINER", "scratch", "AS", "base", "alpine:3", "/x", "a", "=", "a=b", "$a", "${a", "${a:-", "}"),
    *("${a#*", "${a//", "/", "\\", "`", "\\\n", "\n", "\n\n", "\t", " ", '"', "'", "[", "]", '["a"]', ",", "<<EOF"),
    *(
        "<<-'E F'",
        "EOF",
        "--from=0",
        "--mount=type=cache,target=",
        "--chmod=",
        "--",
        "#",
        "# escape=`",
        "# check=",
        "*",
    ),
    *(
        "--interval=1h",
        "80/tcp",
        "80:",
        "NONE",
        "\x00",
        "\u2028",
        "\x1c",
        "é",
        "\r",
        "\ufeff",
        "1" * 30,
        "🐳",
        "\\ud800",
    ),
]
TEXTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES)).map("".join),
    st.lists(st.sampled_from(PIECES)).map(" ".join),
    st.lists(st.sampled_from(PIECES)).map(lambda words: f"FROM scratch\n{' '.join(words)}"),
)


@given(TEXTS)
@settings(max_examples=400, deadline=1000)
def test_no_text_raises_anything_but_a_laberror(text: str) -> None:
    try:
        dockerfile = parse(text)
    except ParseError as error:
        assert str(error) and error.classic
    else:
        for stage in dockerfile.stages:
            for item in (stage.base, *stage.instructions):
                try:
                    canonical(item, {"a": "x"}, dockerfile.escape)
                    expand(item, {"a": "b*c"}, dockerfile.escape)
                except LabError as error:
                    assert error.where is not None
    try:
        report = check(text)
    except NotModelled:
        return
    assert str(report) or report.error is not None


@pytest.mark.parametrize(
    "line",
    [
        "LABEL a=" + "${" * 2000,
        "LABEL a=" + "${a:-" * 2000 + "}" * 2000,
        "RUN " + "[" * 5000,
        "CMD " + "[" * 5000 + "]" * 5000,
        "#" + " " * 60_000 + "a = b",
        "# check=" + "x " * 30_000,
        "RUN a" + " \\" * 30_000,
        "RUN a" + " " * 60_000 + "x",
        "ENV " + "a=b " * 15_000,
        "ENV a=" + "'" * 60_001,
        "RUN " + "<<a " * 15_000,
        "COPY " + "<" * 60_000 + " x",
        "HEALTHCHECK --interval=" + "1" * 60_000 + "s CMD x",
        "HEALTHCHECK --interval=" + "1h" * 30_000 + " CMD x",
        "HEALTHCHECK --retries=" + "9" * 60_000 + " CMD x",
        "EXPOSE " + "1-65535 " * 100,
        "EXPOSE " + ":" * 60_000,
        "STOPSIGNAL " + "1" * 60_000,
        "COPY --chmod=" + "u+r," * 15_000 + "! a b",
        "COPY --chmod=" + "u" * 60_000 + "! a b",
        "RUN --mount=type=tmpfs,target=/x,size=" + "1" * 60_000 + " x",
        "x" * 60_000,
        "ONBUILD " * 7000,
    ],
    ids=lambda line: f"{line[:24]}…{len(line)}",
)
def test_nothing_takes_long(line: str) -> None:
    start = time.perf_counter()
    try:
        report = check(f"FROM scratch\n{line}\n")
        assert report.error or str(report)
    except NotModelled:
        pass
    assert time.perf_counter() - start < 30  # not a measure: nothing may take for ever


def test_a_hundred_lines_parse_in_five_milliseconds() -> None:
    text = APP + "RUN apt-get update && apt-get install -y --no-install-recommends curl\nENV a=b c=$d\n" * 43
    assert text.count("\n") == 100
    times = []
    for _ in range(7):
        start = time.perf_counter()
        parse(text)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.005


def test_arg_without_default_is_none() -> None:
    assert only("ARG a b=1 c=").__class__ is Arg
    arg = only("ARG a b=1 c=")
    assert isinstance(arg, Arg) and arg.pairs == (("a", None), ("b", "1"), ("c", ""))
