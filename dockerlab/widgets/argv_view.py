"""What the argv machine shows: each word with who said it, who replaces ``$X``, the processes, and a ``docker stop``.

All of it is read from a container of the lab: its process (``process.argv``), the explanation of it
(``process.explain``), what it printed, and how long it took to stop it.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

import graphviz

from dockerlab.build.steps import BuildResult
from dockerlab.container import Container
from dockerlab.container.top import explanation
from dockerlab.drawing import cut, digraph, label
from dockerlab.engine import Engine
from dockerlab.errors import LabError, NotModelled
from dockerlab.image import Image
from dockerlab.process import Branch, Explanation
from dockerlab.process.signals import signal_name
from dockerlab.process.tree import STAYS, shell_script

__all__ = ["as_text", "describe", "graph"]

LOUDEST = 2_000  # characters of the output
FROM = {"ENTRYPOINT": "ENTRYPOINT", "CMD": "CMD", "arguments": "docker run", "--entrypoint": "--entrypoint"}


def words(container: Container, why: Explanation) -> Iterator[dict[str, str]]:
    """Yield each word: where it comes from, and who replaces the variables in it."""
    inline = shell_script(container.process.argv)
    script = inline[0] if inline is not None else None
    ignored = list(why.ignored)
    for word in container.process.words:
        variable = note = ""
        if "$" in word.text:
            reads = word.text == script
            variable = "the shell, when the container starts" if reads else "nobody: it stays as it is"
        if word in ignored:
            ignored.remove(word)
            note = "the shell does not read it"
        yield {"text": word.text, "origin": FROM[word.origin], "variable": variable, "note": note}


def flat(branch: Branch, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the processes of a tree, each with its depth."""
    yield {"pid": branch.pid, "text": " ".join(branch.argv), "depth": depth}
    for child in branch.children:
        yield from flat(child, depth + 1)


def stopped(engine: Engine, container: Container, why: Explanation) -> dict[str, Any]:
    """Stop a running container, and return what happened at which second."""
    began = engine.clock.now
    engine.containers.stop(container.name)
    found = engine.containers.find(container.name)
    return ending(container, why, engine.clock.now - began, found.exit_code)


def ending(container: Container, why: Explanation, took: float, status: int) -> dict[str, Any]:
    """Return what happens at which second of a ``docker stop`` that takes ``took`` seconds."""
    signal = f"SIG{signal_name(container.stop_signal)}"
    first = f"{container.process.argv[0]}" if not container.options.init else "the init"
    events = [{"at": 0.0, "what": f"docker stop sends {signal} to PID 1: {first}"}]
    if status == 137 and signal != "SIGKILL":
        events.append({"at": 0.0, "what": "PID 1 has no handler for it: the kernel throws the signal away"})
        if not why.is_pid1 and not container.options.init:
            events.append(
                {"at": 0.0, "what": f"{' '.join(why.program)} is another process: it never hears of the signal"}
            )
        events.append({"at": took / 2, "what": "nothing happens; docker stop waits"})
        events.append({"at": took, "what": "SIGKILL, which nobody can refuse"})
    events.append({"at": took, "what": f"the container has ended, status {status}"})
    return {"seconds": round(took, 1), "status": status, "signal": signal, "events": events}


def describe(engine: Engine, result: BuildResult, container: Container, command: str) -> dict[str, Any]:
    """Return a started container as plain data; one that still runs is stopped.

    ``engine`` is the container's own, and is used up by it.
    """
    image = container.image
    trace: dict[str, Any] = {
        "command": command,
        "image": settings(image),
        "warnings": [warning.split("\n")[0] for warning in result.warnings],
        "argv": json.dumps(list(container.process.argv), ensure_ascii=False),
    }
    refused = ""
    why = explanation(container)
    try:
        trace |= {"words": list(words(container, why)), "sentences": list(why.sentences), "tree": list(flat(why.tree))}
        trace |= {"expands": why.expands, "pid1": why.is_pid1}
        engine.containers.start(container.name)
        engine.clock.advance(1.0)
        engine.containers.settle()
        found = engine.containers.find(container.name)
        running = found.running
        trace["stop"] = stopped(engine, found, why) if running else None
        if not running:  # how it would be stopped is no question
            trace["sentences"] = trace["sentences"][:-1]
        trace["status"] = None if running else found.exit_code
    except NotModelled as exc:
        refused = str(exc).split("\n")[0]
        if posixpath.basename(why.program[0]) in STAYS and why.stop_status >= 0:
            trace["stop"] = ending(container, why, float(why.stop_seconds), why.stop_status)
    except LabError as exc:
        refused = str(exc.message)
    found = engine.containers.find(container.name)
    output = b"".join(piece.data for piece in found.logs).decode("utf-8", "replace")
    trace["output"], trace["refused"] = output[:LOUDEST], refused
    trace.setdefault("stop", None)
    trace.setdefault("status", found.exit_code if refused and not found.running else None)
    return trace | {"summary": summary(trace)}


def settings(image: Image) -> dict[str, str]:
    """Return ENTRYPOINT, CMD and ENV of an image, as docker inspect writes them."""
    config = image.config

    def shown(value: tuple[str, ...] | None) -> str:
        return json.dumps(list(value), ensure_ascii=False) if value is not None else "null"

    env = [entry for entry in config.env if not entry.startswith("PATH=")]
    return {"ENTRYPOINT": shown(config.entrypoint), "CMD": shown(config.cmd), "ENV": " ".join(env) or "—"}


def summary(trace: Mapping[str, Any]) -> str:
    """Say a run in one sentence."""
    if trace["refused"] and trace["stop"] is not None:
        took, status = trace["stop"]["seconds"], trace["stop"]["status"]
        return f"The program itself is not run here; docker stop would take {took:g} s, status {status}."
    if trace["refused"]:
        return f"It could not be run here: {trace['refused']}."
    if trace["stop"] is None:
        return f"It ran to its end: status {trace['status']}."
    took, status = trace["stop"]["seconds"], trace["stop"]["status"]
    return f"It runs until it is stopped. docker stop took {took:g} s, status {status}."


def as_text(trace: Mapping[str, Any]) -> str:
    """Return the text twin."""
    lines = [f"$ {trace['command']}", *(f"{key:10} {value}" for key, value in trace["image"].items())]
    lines += [f"warning: {one}" for one in trace["warnings"]]
    for n, word in enumerate(trace["words"]):
        note = "; ".join(part for part in (word["variable"] and f"$: {word['variable']}", word["note"]) if part)
        lines.append(f"argv[{n}] {word['text']:24} from {word['origin']}{f'  ({note})' if note else ''}")
    lines += [f"{'':{2 * one['depth']}}{one['pid']} {one['text']}" for one in trace["tree"]]
    lines += [f"  {line}" for line in trace["output"].rstrip("\n").split("\n") if trace["output"]]
    lines.append(trace["summary"])
    if trace["stop"]:
        lines += [f"{event['at']:5.1f} s  {event['what']}" for event in trace["stop"]["events"]]
    return "\n".join(lines)


FILLS = {"ENTRYPOINT": "#d8e6f7", "CMD": "#fff7d6", "docker run": "#d7f0e9", "--entrypoint": "#ffe2bf"}


def graph(trace: Mapping[str, Any]) -> graphviz.Digraph:
    """Draw the command line word by word, the processes below it, and the stop beside them."""
    drawing = digraph("argv", rankdir="TB", nodesep="0.12", ranksep="0.35")
    with drawing.subgraph() as row:
        row.attr(rank="same")
        for n, word in enumerate(trace["words"][:12]):
            details = [f"from {word['origin']}"]
            details += [f"$: {word['variable'].split(',')[0].split(':')[0]}"] if word["variable"] else []
            details += ["not read"] if word["note"] else []
            row.node(f"w{n}", label(cut(word["text"], 26), *details), fillcolor=FILLS[word["origin"]], style="filled")
            if n:
                row.edge(f"w{n - 1}", f"w{n}", arrowhead="none")
    for n, one in enumerate(trace["tree"]):
        drawing.node(
            f"p{n}", label(f"PID {one['pid']}", cut(one["text"], 40)), style="filled,rounded", fillcolor="#eef2f6"
        )
        if n:
            drawing.edge(f"p{n - 1}", f"p{n}", label="child", fontsize="9")
    if trace["words"] and trace["tree"]:
        drawing.edge("w0", "p0")
    last = f"p{len(trace['tree']) - 1}" if trace["tree"] else ""
    events = [f"{event['at']:.1f} s: {event['what']}" for event in trace["stop"]["events"]] if trace["stop"] else []
    drawing.node(
        "end", label(cut(trace["summary"], 80), *(cut(one, 80) for one in events)), style="filled", fillcolor="#ffffff"
    )
    if last:
        drawing.edge(last, "end", style="dashed")
    return drawing
