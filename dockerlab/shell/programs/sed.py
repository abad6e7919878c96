"""``sed``: a program of small commands run on every line.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/sed.html
"""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.programs.regular import Regex
from dockerlab.shell.programs.sed_program import Address, Reader, Step
from dockerlab.shell.registry import Options, Usage, command

__all__: list[str] = []


class Quit(Exception):
    """The program ends here."""


class Machine:
    """Runs a program over lines."""

    def __init__(self, process: Process, steps: list[Step], silent: bool) -> None:
        self.process, self.steps, self.silent = process, steps, silent
        self.hold = ""
        self.out = ""
        self.open = False  # the last line printed has no newline yet
        self.status = 0

    def run(self, rows: list[str], ended: bool) -> str:
        """Return what the program makes of ``rows``; ``ended``: the last one has its newline."""
        self.rows, self.n, self.out, self.open = rows, 0, "", False
        self.ended = ended
        try:
            while self.n < len(rows):
                self.space = rows[self.n]
                self.n += 1
                self.cycle()
        except Quit:
            pass
        return self.out

    def emit(self, text: str, *, whole: bool = False) -> None:
        """Print a line; the last one lacks its newline (unless ``whole``) until something comes behind it."""
        self.out += "\n" if self.open else ""
        lacking = not whole and self.n == len(self.rows) and not self.ended
        self.out += text if lacking else text + "\n"
        self.open = lacking and (bool(text) or self.open)

    def cycle(self) -> None:
        restart = True
        while restart:
            restart = False
            self.after: list[str] = []
            self.changed = False
            self.process.session.step()
            ending = self.block(self.steps)
            if ending == "D" and "\n" in self.space:
                self.space = self.space.split("\n", 1)[1]
                restart = True
            elif ending not in ("d", "D", "Q") and not self.silent:
                self.emit(self.space)
            for line in self.after:
                self.emit(line, whole=True)
            if ending in ("q", "Q"):
                raise Quit

    def block(self, steps: list[Step]) -> str:
        n = 0
        while n < len(steps):
            step = steps[n]
            n += 1
            self.process.session.step()
            if step.letter == ":" or self.chosen(step) == step.negated:
                continue
            if step.letter == "{":
                ending = self.block(step.body)
                if ending:
                    return ending
            elif step.letter == "b" or (step.letter == "t" and self.changed):
                self.changed = False
                if not step.text:
                    return "end"
                targets = [k for k, other in enumerate(self.steps) if other.letter == ":" and other.text == step.text]
                if not targets or steps is not self.steps:
                    raise NotModelled(f"the jump to {step.text} in a sed program")
                n = targets[0]
            elif step.letter != "t":
                ending = self.apply(step)
                if ending:
                    return ending
        return ""

    def at_address(self, address: Address) -> bool:
        match address:
            case int():
                return self.n == address
            case "$":
                return self.n == len(self.rows)
            case Regex():
                return address.search(self.space) is not None
        return False

    def chosen(self, step: Step) -> bool:
        if step.first is None:
            return True
        if step.last is None:
            return self.at_address(step.first)
        if not step.active:
            if not self.at_address(step.first):
                return False
            step.active = not (isinstance(step.last, int) and step.last <= self.n)
            return True
        if self.at_address(step.last) or (isinstance(step.last, int) and self.n >= step.last):
            step.active = False
            return not (isinstance(step.last, int) and self.n > step.last)
        return True

    def apply(self, step: Step) -> str:
        """Do one command; return what ends the cycle."""
        match step.letter:
            case "p":
                self.emit(self.space)
            case "P":
                self.emit(self.space.split("\n", 1)[0], whole=True)
            case "d" | "D":
                return step.letter
            case "q" | "Q":
                self.status = int(step.text or 0)
                return step.letter
            case "s":
                self.substitute(step)
            case "y":
                self.space = self.space.translate(dict(zip(map(ord, step.text), step.flags, strict=True)))
            case "a":
                self.after.append(step.text.removesuffix("\n"))
            case "i":
                self.emit(step.text.removesuffix("\n"), whole=True)
            case "c":
                if step.last is None or not step.active or step.negated:
                    self.emit(step.text.removesuffix("\n"), whole=True)
                return "d"
            case "=":
                self.emit(str(self.n), whole=True)
            case "h":
                self.hold = self.space
            case "H":
                self.hold += "\n" + self.space
            case "g":
                self.space = self.hold
            case "G":
                self.space += "\n" + self.hold
                self.ended = True  # a line that G made has its newline
            case "x":
                self.space, self.hold = self.hold, self.space
            case "n" | "N":
                if self.n == len(self.rows):
                    return "q" if step.letter == "N" or not self.silent else "Q"
                if step.letter == "n":
                    self.emit(self.space) if not self.silent else None
                    self.space = self.rows[self.n]
                else:
                    self.space += "\n" + self.rows[self.n]
                self.n += 1
        return ""

    def substitute(self, step: Step) -> None:
        assert step.regex is not None
        ended = -1
        which = re.findall(r"\d+|g", step.flags)
        everywhere, count, at, out = which[-1:] == ["g"], 0, 0, ""
        number = int(next((n for n in which[::-1] if n != "g"), 1)) if self.process.gnu or not everywhere else 1
        everywhere |= self.process.gnu and "g" in which
        while at <= len(self.space):
            found = step.regex.search(self.space, at)
            if found is None:
                break
            if not found[0] and found.start() == ended:  # nothing, right behind a match, is no match
                out += self.space[at : at + 1]
                at, ended = at + 1, -1
                continue
            count, ended = count + 1, found.end()
            out += self.space[at : found.start()]
            if count == number or (everywhere and count > number):
                out += replacement(step.text, found)
                self.changed = True
            else:
                out += found[0]
            at = found.end()
            if not found[0]:
                out += self.space[at : at + 1]
                at += 1
            if count >= number and not everywhere:
                break
        if count >= number:
            self.space = out + self.space[at:]
            if "p" in step.flags:
                self.emit(self.space)


def replacement(text: str, found: re.Match[str]) -> str:
    """Return the right side of an ``s`` command for one match."""

    def part(piece: re.Match[str]) -> str:
        if piece[0] == "&":
            return found[0]
        code = piece[1]
        return found[int(code)] or "" if code.isdigit() else {"n": "\n", "t": "\t"}.get(code, code)

    return re.sub(r"&|\\(.)", part, text, flags=re.S)


@command("sed", options="ne:f:iErsz", long={"quiet": "n", "expression=": "e", "in-place": "i", "regexp-extended": "E"})
def sed(process: Process, o: Options, names: list[str]) -> int:
    for letter in "fsz":
        if letter in o:
            raise NotModelled(f"the option -{letter} of sed")
    words = list(names)
    if "e" not in o and not words:
        raise Usage("no program")
    program = "\n".join(o.get("e") or [words.pop(0)])
    reader = Reader(process, program, "E" in o or "r" in o)
    steps = reader.steps()
    machine, status = Machine(process, steps, "n" in o), 0
    texts: list[tuple[str, str]] = []
    for name in words or ["-"]:
        try:
            folder = name != "-" and process.is_directory(name)
            if folder and "i" in o:
                raise NotModelled("sed -i on a directory")
            texts.append((name, "" if folder else process.text(name)))
        except OSError as exc:
            status = process.fail(name, exc)
    if "i" in o:
        for name, text in texts:
            machine.steps = Reader(process, program, "E" in o or "r" in o).steps()
            done = machine.run(rows(text), text.endswith("\n"))
            replace_file(process, name, done)
    else:
        joined = "".join(text if text.endswith("\n") or n == len(texts) - 1 or not text else text + "\n"
                         for n, (_, text) in enumerate(texts))  # fmt: skip
        process.out(machine.run(rows(joined), joined.endswith("\n")))
    return machine.status or status


def rows(text: str) -> list[str]:
    """Return the lines of a text, without newlines."""
    return text.removesuffix("\n").split("\n") if text else []


def replace_file(process: Process, name: str, text: str) -> None:
    """Put a new file in the place of ``name``: same mode and owner, as ``sed -i`` does."""
    node = process.stat(name)
    path = process.path(name)
    process.root.unlink(path)
    process.root.write(path, text.encode("latin-1"))
    process.root.chmod(path, node.mode)
    if process.cred.uid == 0:
        process.root.chown(path, node.uid, node.gid)
