"""What the kernel line shows: each image's rootfs, what its containers say, and the kernel below; as data, as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import graphviz

from dockerlab.cli.main import docker
from dockerlab.drawing import cut, digraph, printable, size
from dockerlab.engine import Engine
from dockerlab.image import Image
from dockerlab.inode import Directory, File

__all__ = ["as_text", "ask", "describe", "files_of", "graph", "libc", "os_name"]

LOUDEST, WIDEST = 5, 200  # lines of an answer, and characters of a line
LOADERS = {"glibc": "/lib64/ld-linux-x86-64.so.2", "musl": "/lib/ld-musl-x86_64.so.1"}
NARROW = 16  # characters: a card of the drawing
KERNEL_PLACES = ("/boot", "/lib/modules")


def ask(engine: Engine, image: str, argv: Sequence[str]) -> str:
    """Return what a container of an image prints, or why the command cannot run in it, cut for a card."""
    done = docker(engine, ["run", "--rm", image, *argv])
    said = done.stdout or done.stderr
    if done.error is not None:
        said = done.error.message.rpartition("during container init: ")[2]
    lines = [printable(line)[:WIDEST] for line in (said.strip() or "(no output)").split("\n")]
    return "\n".join(lines[:LOUDEST] + (["…"] if len(lines) > LOUDEST else []))


def os_name(image: Image) -> str:
    """Return what ``/etc/os-release`` in an image calls its distribution; empty where there is no such file."""
    try:
        node = image.filesystem.lookup("/etc/os-release")
    except OSError:
        return ""
    text = node.content.decode("utf-8", "replace") if isinstance(node, File) and isinstance(node.content, bytes) else ""
    found = re.search(r'^PRETTY_NAME="?([^"\n]*)', text, re.MULTILINE)
    return printable(found[1])[:60] if found else ""


def libc(image: Image) -> str:
    """Return which C library's loader an image has: glibc, musl, or empty for none."""
    return next((name for name, path in LOADERS.items() if image.filesystem.exists(path)), "")


def files_of(image: Image, top: str = "/") -> int:
    """Return how many files an image has below ``top``."""
    try:
        node = image.filesystem.lookup(top)
    except OSError:
        return 0
    return count(node) if isinstance(node, Directory) else 0


def count(directory: Directory) -> int:
    """Return how many files a directory holds, at any depth."""
    return sum(count(node) if isinstance(node, Directory) else 1 for node in directory.entries.values())


def card(engine: Engine, name: str, image: Image, argv: Sequence[str]) -> dict[str, Any]:
    """Return one image as plain data: what is in its rootfs, and what a container of it answers."""
    number = files_of(image)
    return {
        "name": name,
        "os": os_name(image) or "(no /etc/os-release)",
        "libc": libc(image) or "none",
        "files": f"{number} file{'s' * (number != 1)}, {size(image.size)}",
        "kernel_files": sum(files_of(image, place) for place in KERNEL_PLACES),
        "uname": ask(engine, name, ("uname", "-r")),
        "answer": ask(engine, name, argv) if argv else "",
    }


def describe(engine: Engine, images: Mapping[str, Image], question: Sequence[str]) -> dict[str, Any]:
    """Return a host as plain data: its kernel, and a card for each image."""
    return {"kernel": engine.kernel, "cards": [card(engine, name, image, question) for name, image in images.items()]}


# -- the other renderings ----------------------------------------------------

ROWS = (("os", "/etc/os-release"), ("libc", "C library"), ("files", "rootfs"), ("uname", "uname -r"))


def as_text(trace: Mapping[str, Any]) -> str:
    """Return the text twin."""
    count = len(trace["host"]["cards"])
    lines = [f"Kernel line: {count} image{'s' * (count != 1)} above one kernel, {trace['host']['kernel']}"]
    lines.append(f"{'image':27} {'/etc/os-release':28} {'libc':6} uname -r")
    for where in ("host", "vm"):
        for one in trace[where]["cards"]:
            label = f"{one['name']} (VM)" if where == "vm" else one["name"]
            uname = one["uname"].split("\n")[0]
            lines.append(f"{cut(label, 27):27} {cut(one['os'], 28):28} {one['libc']:6} {cut(uname, 36)}")
            if one["answer"]:
                lines += [f"    $ {trace['question']}", *(f"    {line}" for line in one["answer"].split("\n"))]
    lines.append(f"kernel of the host: {trace['host']['kernel']}; of the VM: {trace['vm']['kernel']}")
    if trace["changed"]:
        lines.append(trace["changed"])
    return "\n".join(lines)


def graph(trace: Mapping[str, Any]) -> graphviz.Digraph:
    """Draw the rootfs of every image side by side, one kernel below them all, and a virtual machine with its own."""
    drawn = digraph("kernel")
    host, vm = trace["host"], trace["vm"]
    tops = "".join(box(one) for one in host["cards"])
    middle = bar(f"one kernel for all: {host['kernel']}", len(host["cards"]), "#f7dfb8")
    if vm["cards"]:
        tops += "".join(box(one) for one in vm["cards"])
        middle += bar(
            f"the VM's kernel:<BR/>{'<BR/>'.join(map(text, wrapped(vm['kernel'])))}",
            len(vm["cards"]),
            "#ecd9f5",
            raw=True,
        )
    bottom = bar("the host: hardware" + (", and a hypervisor for the VM" if vm["cards"] else ""),
                 len(host["cards"]) + len(vm["cards"]), "#e4e7eb")  # fmt: skip
    body = "".join(f"<TR>{row}</TR>" for row in (tops, middle, bottom))
    table = f'<<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="3" CELLPADDING="5" COLOR="#52606d">{body}</TABLE>>'
    drawn.node("t", table, shape="plain")
    return drawn


def box(one: Mapping[str, Any]) -> str:
    """Return the cell of one image."""
    uname = one["uname"].split("\n")[0]
    told = uname if re.match(r"\d", uname) else "uname: cannot run"
    name = one["name"] if len(one["name"]) <= NARROW else one["name"].replace(":", ": ")  # where it may break
    lines = [f"<B>{text(part)}</B>" for part in wrapped(name)]
    lines += map(text, (*wrapped(one["os"]), f"libc: {one['libc']}", one["files"].partition(", ")[2], *wrapped(told)))
    rows = "<BR/>".join(f'<FONT POINT-SIZE="9">{line}</FONT>' for line in lines)
    return f'<TD BGCOLOR="#d8e6f7" VALIGN="TOP">{rows}</TD>'


def bar(words: str, span: int, fill: str, *, raw: bool = False) -> str:
    """Return a cell as wide as ``span`` images."""
    shown = words if raw else text(words)
    return f'<TD COLSPAN="{max(span, 1)}" BGCOLOR="{fill}"><FONT POINT-SIZE="10">{shown}</FONT></TD>'


def wrapped(line: str, width: int = NARROW) -> list[str]:
    """Return a line broken at blanks, and long words anywhere, so that a card stays narrow."""
    lines = [""]
    for word in re.findall(rf"[^ ]{{1,{width}}}", line):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def text(line: str) -> str:
    """Return text for an HTML-like label."""
    return printable(line).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
