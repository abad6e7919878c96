"""Docker's client's own goldens and tables of formatting: every case, or the reason why it is left out.

The goldens are those of docker/cli's newest branch (29), the model is 28.5: some have changed since.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from dockerlab.cli.client import Client, CommandResult, Host
from dockerlab.cli.container_table import CONTAINERS, exposed
from dockerlab.cli.disk import USAGE, _list, _reclaimed
from dockerlab.cli.gojson import indented
from dockerlab.cli.image_table import HISTORY, images_listing
from dockerlab.cli.listing import Listing, render
from dockerlab.cli.machine import machine
from dockerlab.cli.main import docker
from dockerlab.cli.table import ellipsis
from dockerlab.cli.template import TemplateError
from dockerlab.cli.units import ago, go_time, size
from dockerlab.digest import short
from dockerlab.engine import Engine
from tests.conftest import find_conformance

FOLDER = find_conformance() / "docker-cli-format"
pytestmark = pytest.mark.requires("conformance")
CASES: dict[str, Any] = json.loads((FOLDER / "cases.json").read_text()) if FOLDER.is_dir() else {}
GOLDEN = sorted(path.name for path in (FOLDER / "golden").glob("*.golden")) if FOLDER.is_dir() else []
DAY, NOW = 86_400.0, 1_772_442_000.0

# -- tables --------------------------------------------------------------


@pytest.mark.parametrize("case", CASES.get("ellipsis", []), ids=lambda case: f"{case['source']}-{case['width']}")
def test_ellipsis(case: dict[str, Any]) -> None:
    assert ellipsis(case["source"], case["width"]) == case["expected"]


@pytest.mark.parametrize("case", CASES.get("truncate_id", []), ids=lambda case: case["doc"])
def test_short_id(case: dict[str, Any]) -> None:
    assert short(case["id"]) == case["expected"]


UNPUBLISHED = [case for case in CASES.get("displayable_ports", []) if not re.search(r"PublicPort|IP", str(case))]


@pytest.mark.parametrize("case", UNPUBLISHED, ids=lambda case: case["expected"])
def test_ports(case: dict[str, Any]) -> None:
    assert exposed(f"{port['PrivatePort']}/{port['Type']}" for port in case["ports"]) == case["expected"]


@pytest.mark.parametrize("truncated", [True, False])
def test_history_table(truncated: bool) -> None:
    table = CASES["history_table"]
    rows = []
    for row in table["rows"]:
        made = {"-1 day": NOW - DAY, "-17 years": NOW - 17 * 365.25 * DAY, 0: 0.0}[row["created"]]
        text = row["CreatedBy"]
        rows.append(
            HISTORY.row(
                {
                    "ID": row["ID"],
                    "CreatedSince": ago(made, NOW) if made else "N/A",
                    "CreatedBy": ellipsis(text, 45) if truncated else text,
                    "Size": size(row["Size"], 3),
                    "Comment": row["Comment"],
                }
            )
        )
    assert render(HISTORY, rows) == table["expectedTrunc" if truncated else "expectedNoTrunc"]


@pytest.mark.parametrize("number", range(len(CASES.get("image_context_write", {}).get("cases", []))))
def test_image_table(number: int) -> None:
    table = CASES["image_context_write"]
    case = table["cases"][number]
    form, quiet, digests = case["context"]["Context"]["Format"], False, False
    if isinstance(form, dict):
        form, quiet, digests = form["args"]
    kind = images_listing(digests)
    if digests and form.startswith("table ") and "{{.Digest}}" not in form:
        form += "\\t{{.Digest}}"
    rows = []
    for image in table["images"]:
        repository, _, tag = image["RepoTags"][0].partition(":")
        digest = image.get("RepoDigests", ["x@<none>"])[0].partition("@")[2]
        zero = image["ID"] == "imageID2"
        fields = {"ID": image["ID"], "Repository": repository, "Tag": tag, "Digest": digest, "Size": "0B"}
        fields |= {"CreatedSince": "" if zero else ago(NOW - DAY, NOW)}
        fields |= {"CreatedAt": "expectedZeroTime" if zero else "expectedTime"}
        rows.append(kind.row(fields))
    wanted = case["expected"]
    if isinstance(wanted, dict):
        wanted = wanted["args"][0]
        for ident in ("expectedTime", "expectedZeroTime", "expectedTime"):
            wanted = wanted.replace("%s", ident, 1)
    try:
        assert render(kind, rows, form, quiet=quiet) == wanted
    except TemplateError as exc:
        assert f"template parsing error: {exc.message}" == wanted


@pytest.mark.parametrize("number", range(len(CASES.get("diff_format", []))))
def test_diff_table(number: int) -> None:
    case = CASES["diff_format"][number]
    kind = Listing("*diffContext", "table {{.Type}}\\t{{.Path}}", "{{.Path}}", {"Type": "CHANGE TYPE", "Path": "PATH"})
    changes = (("C", "/var/log/app.log"), ("A", "/usr/app/app.js"), ("D", "/usr/app/old_app.js"))
    rows = [kind.row({"Type": what, "Path": path}) for what, path in changes]
    assert (
        render(
            kind,
            rows,
            case["context"]["Format"]["args"][0]
            if isinstance(case["context"]["Format"], dict)
            else case["context"]["Format"],
        )
        == case["expected"]
    )


# -- goldens -------------------------------------------------------------


def container(name: str, **more: str) -> Any:
    labels = {"c1": {"some.label": "value"}, "c2": {"foo": "bar"}}.get(name.split(",")[0], {})
    fields: dict[str, Any] = {
        "ID": "container_id", "Image": "busybox:latest", "Command": '"top"', "RunningFor": ago(NOW - 60, NOW),
        "Status": "Up 1 minute", "Ports": "", "Names": name, "Label": lambda key: labels.get(key, ""),
        "Labels": ",".join(f"{key}={value}" for key, value in labels.items()), "Size": "",
    }  # fmt: skip
    return CONTAINERS.row({**fields, **more})


def listed(form: str = "", *, quiet: bool = False, names: str = "c1 c2") -> str:
    rows = [container(name) for name in names.split()]
    return render(CONTAINERS, rows, form, quiet=quiet)


def with_ports() -> str:
    ports = {"c3": exposed(["80/tcp", "81/tcp", "82/tcp"]), "c4": exposed(["81/udp"]), "c5": "8.8.8.8:82->82/tcp"}
    names = ("c1", "c2", "c3", "c4", "c5")
    return render(CONTAINERS, [container(name, Ports=ports.get(name, "")) for name in names])


def special_headers() -> str:
    form = ("table {{truncate .ID 5}}\\t{{json .Image}} {{.RunningFor}}/{{title .Status}}/{{pad .Ports 2 2}}."
            "{{upper .Names}} {{lower .Status}}")  # fmt: skip
    rows = [container(name, ID="containerID", Image="ubuntu", RunningFor=ago(NOW - DAY, NOW), Status="")
            for name in ("foobar_baz", "foobar_bar")]  # fmt: skip
    return render(CONTAINERS, rows, form)


def usage(form: str) -> str:
    zero = {"TotalCount": "0", "Active": "0", "Size": "0B", "Reclaimable": "0B"}
    rows = [USAGE.row({"Type": kind, **zero}) for kind in ("Images", "Containers", "Local Volumes", "Build Cache")]
    return render(USAGE, rows, form)


def history(identifier: str, *, quiet: bool = False, comment: str = "none") -> str:
    row = {"ID": identifier, "CreatedSince": ago(NOW, NOW), "CreatedBy": "", "Size": "0B", "Comment": comment}
    return render(HISTORY, [HISTORY.row(row)], quiet=quiet)


def history_plain() -> str:
    headers = {**HISTORY.headers, "CreatedSince": "CREATED AT"}
    kind = Listing(HISTORY.type, HISTORY.table, HISTORY.quiet, headers)
    row = {"ID": "abcdef", "CreatedSince": "2017-01-01T12:00:03Z", "CreatedBy": "rose", "Size": "0",
           "Comment": "new history item!"}  # fmt: skip
    return render(kind, [kind.row(row)])


def inspected(count: int) -> str:
    image = {
        "Id": "", "RepoTags": None, "RepoDigests": None, "Config": None, "Architecture": "", "Os": "", "Size": 0,
        "RootFS": {}, "Metadata": {"LastTagTime": "0001-01-01T00:00:00Z"},
    }  # fmt: skip
    return indented([image] * count) + "\n"


def said(action: Callable[[Client], object]) -> str:
    engine = Engine(host=machine())
    client = Client(engine, Host(engine.host), lambda: b"")
    action(client)
    return CommandResult(0, tuple(client.output)).stdout


def pruned(*lines: str, freed: int) -> str:
    return said(lambda client: (_list(client, "Deleted Images", list(lines)), _reclaimed(client, freed)))


def typed(*argv: str, stdin: bytes = b"") -> str:
    return docker(Engine(host=machine()), argv, stdin=stdin).stdout


def ends_of_a_pull(name: str) -> str:
    lines = typed("pull", name).splitlines(keepends=True)
    return "".join(line for line in lines if line.startswith(("Using default", "docker.io/"))).replace(
        "busybox", "image"
    )


DONE: dict[str, Callable[[], str]] = {
    "container__container-list-format-name-name": lambda: listed("{{ .Names }} {{ .Names }}"),
    "container__container-list-format-with-arg": lambda: listed('{{ .Names }} {{ .Label "some.label" }}'),
    "container__container-list-quiet": lambda: listed(quiet=True),
    "container__container-list-with-format": lambda: listed("{{ .Names }} {{ .Image }} {{ .Labels }}"),
    "container__container-list-without-format-no-trunc": lambda: listed(names="c1 c2,foo/bar"),
    "container__container-list-without-format": with_ports,
    "formatter__container-context-write-special-headers": special_headers,
    "formatter__disk-usage-context-write-custom": lambda: usage("table {{.Type}}\\t{{.Active}}"),
    "formatter__disk-usage-raw-format": lambda: usage("raw"),
    "image__history-command-success.non-human": history_plain,
    "image__history-command-success.platform": lambda: history("123456789012", comment=""),
    "image__history-command-success.quiet-no-trunc": lambda: history("1234567890123456789", quiet=True),
    "image__history-command-success.quiet": lambda: history("tag", quiet=True),
    "image__history-command-success.simple": lambda: history("123456789012"),
    "image__inspect-command-success.simple-many": lambda: inspected(2),
    "image__inspect-command-success.simple": lambda: inspected(1),
    "image__list-command-success.format": lambda: typed("image", "ls", "--format", "raw"),
    "image__list-command-success.quiet-format": lambda: typed("image", "ls", "-q"),
    "image__prune-command-success.all": lambda: typed("image", "prune", "--all", stdin=b"y\n"),
    "image__prune-command-success.force-deleted": lambda: pruned("deleted: image1", freed=1),
    "image__prune-command-success.force-untagged": lambda: pruned("untagged: image1", freed=2),
    "image__prune-command-success.label-filter": lambda: pruned(freed=0),
    "image__pull-command-success.simple-no-tag": lambda: ends_of_a_pull("busybox"),
    "image__remove-command-success.Image not found with force option": lambda: typed("rmi", "-f", "image1"),
}
TWENTY_NINE = "the table of version 29, which 28.5 does not have"
STUB = "prints the text that a stub of the daemon gives it: no formatting in it"
LEFT_OUT = {
    r"image__list-command-": TWENTY_NINE,
    r"image__tree-command-": TWENTY_NINE,
    r"image__load-command-": STUB,
    r"image__remove-command-success.Image (Deleted|Untagged)": STUB,
    r"image__inspect-command-success.format": "a template in quotes: test_cli_template has the like",
    r"image__pull-command-success.simple": "the same two lines, less one",
    r"container__container-create-daemon-": "no daemon of the lab warns",
    r"container__container-port-": "docker port: no port is published in the lab",
    r"container__container-list-with-config-format": "a format from ~/.docker/config.json: the lab has none",
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    stem = name.removesuffix(".golden")
    if stem not in DONE:
        reasons = [reason for pattern, reason in LEFT_OUT.items() if re.match(pattern, stem)]
        assert len(reasons) == 1, f"{name}: neither compared nor left out with a reason"
        return
    wanted = (FOLDER / "golden" / name).read_text()
    assert DONE[stem]().rstrip("\n") == wanted.rstrip("\n")


def test_times_are_said_as_the_goldens_do() -> None:
    assert [ago(NOW - 60, NOW), ago(NOW - DAY, NOW), go_time(0)] == [
        "About a minute ago", "24 hours ago", "1970-01-01 00:00:00 +0000 UTC",
    ]  # fmt: skip
