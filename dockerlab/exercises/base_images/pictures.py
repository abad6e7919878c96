"""The drawing of notebook 2: kernel space and user space."""

from __future__ import annotations

from dockerlab.drawing import digraph, svg
from dockerlab.engine import Engine
from dockerlab.errors import LabError
from dockerlab.exercises.watch import Picture
from dockerlab.inode import Directory

__all__ = ["spaces"]

CALLS = "system calls: open, read, fork, execve, uname …"
SHOWN = ("bin", "dev", "etc", "home", "lib", "proc", "root", "sys", "tmp", "usr", "var")


def spaces(engine: Engine, image: str) -> Picture:
    """Draw the halves of a Linux system: the directories of an image's rootfs above the kernel of an engine's host."""
    top = engine.image(image).filesystem.lookup("/")
    names = [f"/{name}" for name in SHOWN if isinstance(top, Directory) and name in top.entries]
    kernel = (
        "starts processes",
        "shares out memory",
        "drives disks and network",
        "keeps file systems",
        f"release {engine.kernel}",
    )
    title = "User space above kernel space"
    told = f"{title}\nuser space, the rootfs: {' '.join(names)}\nkernel space, the kernel: {', '.join(kernel)}"
    rows = (
        row("user space: the rootfs", "files; an image brings them", names, "#d8e6f7")
        + f'<TR><TD COLSPAN="{len(names)}" BORDER="0"><FONT POINT-SIZE="10">{CALLS}</FONT></TD></TR>'
        + row("kernel space: the kernel", "one per machine; the host has it", kernel, "#f7dfb8", len(names))
    )
    graph = digraph("spaces")
    graph.node(
        "t",
        f'<<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="2" CELLPADDING="5" COLOR="#52606d">{rows}</TABLE>>',
        shape="plain",
    )
    try:
        return Picture(svg(graph, title, told), told)
    except LabError:
        return Picture("", told)


def row(name: str, note: str, cells: list[str] | tuple[str, ...], fill: str, span: int = 0) -> str:
    """Return two rows of the table: a heading, and its cells, among which ``span`` columns are shared out."""
    columns = span or len(cells)
    widths = [columns // len(cells) + (n < columns % len(cells)) for n in range(len(cells))]
    head = (
        f'<TR><TD COLSPAN="{columns}" BGCOLOR="{fill}"><B>{name}</B>  <FONT POINT-SIZE="10">({note})</FONT></TD></TR>'
    )
    body = "".join(
        f'<TD COLSPAN="{width}" BGCOLOR="{fill}"><FONT POINT-SIZE="10">{cell}</FONT></TD>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"{head}<TR>{body}</TR>"
