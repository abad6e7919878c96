"""`--format`: every expectation is what `docker inspect -f` of Docker 28.5 printed for such an image."""

from __future__ import annotations

import contextlib
import random
from typing import Any

import pytest

from dockerlab.cli.template import Struct, TemplateError, execute
from dockerlab.errors import LabError, NotModelled

IMAGE: dict[str, Any] = {
    "Id": "sha256:f2e8",
    "RepoTags": ["esc:latest"],
    "Os": "linux",
    "Size": 2066678,
    "Config": {"Env": ["PATH=/bin"], "Labels": {"a": "<b>"}, "Entrypoint": None, "WorkingDir": "/"},
}
TYPED = Struct("image.InspectResponse", {**IMAGE, "Config": Struct("*config", IMAGE["Config"] | {"Entrypoint": []})})


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{{.Config.Env}} {{.Config.Labels}} {{.Size}}", "[PATH=/bin] map[a:<b>] 2066678"),
        ('{{index .Config.Labels "x"}}|{{index .RepoTags 0}}', "|esc:latest"),
        ("{{.Config.Labels.a}} {{.Config.Labels.zz}}", "<b> <no value>"),
        ("{{.Config.Entrypoint}}", "[]"),
        ("{{json .Config.Labels}}", '{"a":"<b>"}'),
        ('{{len .RepoTags}} {{upper .Os}} {{join .Config.Env ","}}', "1 LINUX PATH=/bin"),
        ('{{range $i, $e := .Config.Env}}{{$i}}={{$e}}{{else}}none{{end}}', "0=PATH=/bin"),
        ('{{if eq .Os "linux"}}L{{else if .Foo}}F{{end}} {{with .Config}}{{.WorkingDir}}{{end}}', "L /"),
        ('{{printf "%s-%d-%v-%q" .Os 3 .Size .Os}} {{.Os | printf "%-8s|"}}', 'linux-3-2066678-"linux" linux   |'),
        ('{{- .Os -}}   x {{/* c */}}{{not true}} {{and 1 0}} {{or 0 "z"}}', "linuxx false 0 z"),
        ('{{println 1 "a"}}', "1 a\n"),
        ("{{$x := .Os}}{{$x}}{{with .Config}}{{$x := .WorkingDir}}{{$x}}{{end}}{{$x}}", "linux/linux"),
        ('{{range .RepoTags}}{{.}}{{$.Os}}{{end}}', "esc:latestlinux"),
        ("{{.Os | }}", "linux"),
        ('{{split "a:b" ":"}} {{title "ab cd"}} {{pad "x" 1 2}}| {{truncate .Id 4}}', "[a b] Ab Cd  x  | sha2"),
        ("{{range .Config.Labels}}{{.}}{{end}}{{range $k, $v := .Config.Labels}}{{$k}}{{$v}}{{end}}", "<b>a<b>"),
        ("{{(index .RepoTags 0) | len}}", "10"),
    ],
)  # fmt: skip
def test_prints(template: str, printed: str) -> None:
    assert execute(template, TYPED) == printed


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{.Os", "unclosed action"),
        ("{{.Os}", "bad character U+007D '}'"),
        ("{{if .Os}}", "unexpected EOF"),
        ("{{end}}", "unexpected {{end}}"),
        ("{{if}}x{{end}}", "missing value for if"),
        ("{{}}", "missing value for command"),
        ('{{"a}}', "unterminated quoted string"),
        ('{{.Os | "x"}}', "non executable command in pipeline stage 2"),
        ("{{$x}}", 'undefined variable "$x"'),
        ("{{(.Os}}", "unclosed left paren"),
        ("{{.Os)}}", "unexpected right paren"),
        ("{{foo .}}", 'function "foo" not defined'),
        ('{{foo "a}}', 'function "foo" not defined'),
    ],
)
def test_does_not_parse(template: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        execute(template, TYPED)
    assert caught.value.message == f"template: :1: {message}"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{.Foo.Bar}}", ':1:6: executing "" at <.Foo.Bar>: map has no entry for key "Foo"'),
        ("{{.Id}} {{.Foo}}", ':1:10: executing "" at <.Foo>: map has no entry for key "Foo"'),
        ("{{index .RepoTags 5}}", ':1:2: executing "" at <index .RepoTags 5>: error calling index: '
         "index out of range: 5"),
        ('{{index .RepoTags "a"}}', ':1:2: executing "" at <index .RepoTags "a">: error calling index: '
         "cannot index slice/array with type string"),
        ('{{len .RepoTags}} {{join .Config.Env ","}}', ':1:32: executing "" at <.Config.Env>: wrong type for value; '
         "expected []string; got []interface {}"),
        ("{{.Os 3}}", ':1:2: executing "" at <.Os>: Os is not a method but has arguments'),
        ("{{len 3}}", ':1:2: executing "" at <len 3>: error calling len: len of type int'),
        ("{{len}}", ':1:2: executing "" at <len>: wrong number of args for len: want 1 got 0'),
        ("{{eq .Os 3}}", ':1:2: executing "" at <eq .Os 3>: error calling eq: incompatible types for comparison: '
         "string and int"),
        ("{{lt 1 .Size}}", ':1:2: executing "" at <lt 1 .Size>: error calling lt: incompatible types for comparison: '
         "int and json.Number"),
        ("{{range .Os}}{{.}}{{end}}", ":1:8: executing \"\" at <.Os>: range can't iterate over linux"),
        ("{{nil}}", ':1:2: executing "" at <nil>: nil is not a command'),
    ],
)  # fmt: skip
def test_does_not_fit_the_bare_json(template: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        execute(template, IMAGE, untyped=True)
    assert caught.value.message == f"template: {message}"


def test_a_struct_has_only_its_fields() -> None:
    with pytest.raises(TemplateError, match=r"can't evaluate field Foo in type image\.InspectResponse"):
        execute("{{.Foo}}", TYPED)
    with pytest.raises(TemplateError, match=r":1:5: executing \"\" at <.Os.X>: can't evaluate field X in type string"):
        execute("{{.Os.X}}", TYPED)


@pytest.mark.parametrize(
    "template",
    [
        "{{html .Os}}",
        '{{define "x"}}{{end}}',
        "{{.Config}}",
        '{{printf "%p" .Os}}',
        '{{printf "%d" .Os}}',
        '{{printf "%s"}}',
        '{{printf "%s" "a" 2}}',
        '{{printf "%03d" 2}}',
        '{{print 1 2 "a"}}',
        '{{slice "abcd" 1 3}}',
        '{{$x := .Os}}{{$x = "y"}}',
        "{{1.50}}",
        "{{0x1f}}",
        "{{.Os @}}",
        "{{break}}",
        "{{title.Os}}",
        "{{ | .Os}}",
        "{{len(.Os)}}",
        "{{.0}}",
        "{{$x)}}",
        "{{end .Os}}",
        "{{range 3}}{{end}}",
    ],
)
def test_refuses_what_it_does_not_model(template: str) -> None:
    with pytest.raises(NotModelled):
        execute(template, TYPED)


def test_no_text_makes_it_raise_anything_but_a_lab_error() -> None:
    pieces = [
        "{{",
        "}}",
        ".Os",
        " ",
        "range ",
        "if ",
        "end",
        "else",
        "|",
        "(",
        ")",
        '"',
        "$x",
        ":=",
        "1",
        "-",
        "nil",
        "len",
    ]
    draw = random.Random(1)
    for _ in range(3000):
        template = "".join(draw.choices(pieces, k=draw.randint(1, 12)))
        with contextlib.suppress(LabError):
            execute(template, TYPED)
