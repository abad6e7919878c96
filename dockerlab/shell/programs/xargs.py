"""``xargs``: words on standard input become arguments."""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.programs.find import start
from dockerlab.shell.registry import Options, command
from dockerlab.shell.streams import Stream

__all__: list[str] = []


@command("xargs", options="+0rtn:I:d:pP:s:E:L:x", long={"null": "0", "no-run-if-empty": "r"})
def xargs(process: Process, o: Options, argv: list[str]) -> int:
    for letter in "tdpPsELx":
        if letter in o:
            raise NotModelled(f"the option -{letter} of xargs")
    text = process.stdin().read().decode("latin-1")
    if "0" in o:
        items = text.removesuffix("\0").split("\0") if text else []
    elif "I" in o:
        items = [line.lstrip() for line in text.split("\n") if line.strip()]
        if re.search(r"['\"\\]", text):
            raise NotModelled("quotes in the input of xargs -I")
    else:
        items = split_quoted(text)
    words = argv or ["echo"]
    if "I" in o:
        batches = [[word.replace(o.one("I"), item) for word in words] for item in items]
    elif "n" in o:
        size = int(o.one("n")) if o.one("n").isdigit() and int(o.one("n")) else 1
        batches = [words + items[n : n + size] for n in range(0, len(items), size)]
    else:
        batches = [words + items] if items or "r" not in o else []
    if not items and ("r" in o or "I" in o or "n" in o):
        batches = [] if "r" in o or "I" in o else [words]
    status = 0
    for batch in batches:
        process.flush()
        process.session.step()
        try:
            ended = start(process, batch, fds={**process.fds, 0: Stream()})
        except OSError as exc:
            process.fail(batch[0], exc)
            return 127 if exc.errno == 2 else 126
        if ended == 255:
            process.fail(f"{batch[0]}: exited with status 255; aborting")
            return 124
        status = 123 if ended else status
    return status


def split_quoted(text: str) -> list[str]:
    """Split text as xargs does: at blanks, with quotes and backslashes."""
    items, current = [], None
    for found in re.finditer(r"'([^'\n]*)'|\"([^\"\n]*)\"|\\(.)|([^\s'\"\\]+)|(\s+)|.", text, re.S):
        if found[5] is not None:
            if current is not None:
                items.append(current)
            current = None
            continue
        piece = next((found[n] for n in (1, 2, 3, 4) if found[n] is not None), None)
        if piece is None:
            raise NotModelled("an unmatched quote in the input of xargs")
        current = (current or "") + piece
    return [*items, current] if current is not None else items
