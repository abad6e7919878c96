"""``sed``: a program of small commands run on every line.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/sed.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Options, Process, Usage, command
from dockerlab.shell.programs.regular import Regex, regular

__all__: list[str] = []

Address = int | str | Regex  # a line's number, "$" for the last, or an expression


@dataclass
class Step:
    """One command of a sed program with its addresses; ``active`` while inside its range."""

    letter: str
    first: Address | None = None
    last: Address | None = None
    negated: bool = False
    text: str = ""
    regex: Regex | None = None
    flags: str = ""
    body: list[Step] = field(default_factory=list)
    active: bool = False
    until: int = 0


class Reader:
    """Parses the text of a program."""

    def __init__(self, process: Process, text: str, extended: bool) -> None:
        self.process, self.text, self.extended = process, text, extended
        self.at = 0
        self.last_regex: Regex | None = None

    def refuse(self, what: str) -> NoReturn:
        raise NotModelled(f"{what} in a sed program: {self.text}")

    def steps(self, closer: str = "") -> list[Step]:
        steps: list[Step] = []
        while True:
            self.skip(" \t\n;")
            if self.at >= len(self.text):
                if closer:
                    self.refuse("a { that is not closed")
                return steps
            if closer and self.text[self.at] == closer:
                self.at += 1
                return steps
            if self.text[self.at] == "#":
                self.until_newline()
                continue
            steps.append(self.step())

    def skip(self, characters: str) -> None:
        while self.at < len(self.text) and self.text[self.at] in characters:
            self.at += 1

    def until_newline(self) -> str:
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        found, self.at = self.text[self.at : end], end
        return found

    def address(self) -> Address | None:
        number = re.compile(r"\d+|\$").match(self.text, self.at)
        if number:
            self.at = number.end()
            return "$" if number[0] == "$" else int(number[0])
        if self.text.startswith("\\", self.at):
            self.refuse("an address with its own delimiter")
        if self.text.startswith("/", self.at):
            self.at += 1
            source = self.delimited("/", regex=True)
            ignore = self.text.startswith("I", self.at)
            self.at += ignore
            return self.compile(source, ignore)
        return None

    def compile(self, source: str, ignore: bool = False) -> Regex:
        if source:
            try:
                self.last_regex = regular(source, self.extended, ignore)
            except ValueError as exc:
                raise NotModelled(f"the regular expression {source} ({exc})") from exc
        if self.last_regex is None:
            self.refuse("an empty first regular expression")
        return self.last_regex

    def delimited(self, delimiter: str, *, regex: bool) -> str:
        out, inside = "", False
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            if char == "\\" and self.at < len(self.text) and not inside:
                following = self.text[self.at]
                self.at += 1
                if following == delimiter and delimiter not in "()[]{}.*+?^$|123456789":
                    out += following
                elif following == "\n" and regex:
                    out += "\n"
                else:
                    out += "\\" + following
            elif char == delimiter and not inside:
                return out
            else:
                if regex and char == "[" and not inside:
                    inside = True
                    out += char
                    while self.text[self.at : self.at + 1] in ("^", "]") and self.text[self.at : self.at + 1]:
                        out += self.text[self.at]
                        self.at += 1
                        if out.endswith("]"):
                            break
                    continue
                if inside and char == "[" and self.text[self.at : self.at + 1] == ":":
                    end = self.text.find(":]", self.at)
                    if end > 0:
                        out += self.text[self.at - 1 : end + 2]
                        self.at = end + 2
                        continue
                if inside and char == "]":
                    inside = False
                out += char
        self.refuse("a missing delimiter")

    def step(self) -> Step:
        step = Step("")
        step.first = self.address()
        if step.first is not None and self.text.startswith(",", self.at):
            self.at += 1
            self.skip(" \t")
            if self.text.startswith(("+", "~"), self.at):
                self.refuse("an address with + or ~")
            step.last = self.address()
        self.skip(" \t")
        while self.text.startswith("!", self.at):
            step.negated = True
            self.at += 1
            self.skip(" \t")
        step.letter = self.text[self.at : self.at + 1]
        self.at += 1
        match step.letter:
            case "{":
                step.body = self.steps("}")
            case "s":
                self.substitution(step)
            case "y":
                delimiter = self.text[self.at : self.at + 1]
                self.at += 1
                old, new = self.delimited(delimiter, regex=False), self.delimited(delimiter, regex=False)
                if len(old) != len(new) or "\\" in old + new:
                    self.refuse("such a y command")
                step.text, step.flags = old, new
            case "a" | "i" | "c":
                self.skip(" \t")
                if self.text.startswith("\\", self.at):
                    self.at += 1
                    self.skip(" \t")
                    self.at += self.text.startswith("\n", self.at)
                lines = [self.until_newline()]
                while lines[-1].endswith("\\") and self.at < len(self.text):
                    lines[-1] = lines[-1][:-1]
                    self.at += 1
                    lines.append(self.until_newline())
                step.text = re.sub(r"\\(.)", r"\1", "\n".join(lines)) + "\n"
            case "b" | "t" | "T" | ":" | "r" | "w":
                if step.letter in "Trw":
                    self.refuse(f"the command {step.letter}")
                found = re.compile(r"[ \t]*([^;\n}]*)").match(self.text, self.at)
                assert found
                self.at, step.text = found.end(), found[1].strip()
            case "q" | "Q":
                found = re.compile(r"[ \t]*(\d*)").match(self.text, self.at)
                assert found
                self.at, step.text = found.end(), found[1]
            case letter if letter and letter in "dDpPnNgGhHx=l":
                if letter == "l":
                    self.refuse("the command l")
            case _:
                self.refuse(f"the command {step.letter}" if step.letter else "a missing command")
        self.skip(" \t")
        if step.letter not in "{aic" and self.at < len(self.text) and self.text[self.at] not in "\n;}#":
            self.refuse("something behind a command")
        return step

    def substitution(self, step: Step) -> None:
        delimiter = self.text[self.at : self.at + 1]
        self.at += 1
        if not delimiter or delimiter in "\n\\":
            self.refuse("a missing delimiter")
        source = self.delimited(delimiter, regex=True)
        step.text = self.delimited(delimiter, regex=False)
        found = re.compile(r"[gpiIe0-9w]*").match(self.text, self.at)
        assert found
        step.flags, self.at = found[0], found.end()
        if set("we") & set(step.flags) or re.search(r"\\[LUElu]", step.text):
            self.refuse("the flag w, the flag e, or a change of case")
        step.regex = self.compile(source, bool(set("iI") & set(step.flags)))
        for digit in re.findall(r"\\([1-9])", step.text):
            if int(digit) > step.regex.compiled.groups:
                self.refuse(f"a reference \\{digit} without its group")


class Quit(Exception):
    """The program ends here."""


class Machine:
    """Runs a program over lines."""

    def __init__(self, process: Process, steps: list[Step], silent: bool) -> None:
        self.process, self.steps, self.silent = process, steps, silent
        self.hold = ""
        self.out = ""
        self.status = 0

    def run(self, rows: list[str], ended: bool) -> str:
        """Return what the program makes of ``rows``; ``ended``: the last one has its newline."""
        self.rows, self.n, self.out = rows, 0, ""
        self.ended = ended
        try:
            while self.n < len(rows):
                self.space = rows[self.n]
                self.n += 1
                self.cycle()
        except Quit:
            pass
        return self.out

    def emit(self, text: str) -> None:
        last = self.n == len(self.rows) and not self.ended
        self.out += text if last and text is self.space else text + "\n"

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
            self.out += "".join(self.after)
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
                self.out += self.space + "\n"
            case "P":
                self.out += self.space.split("\n", 1)[0] + "\n"
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
                self.after.append(step.text)
            case "i":
                self.out += step.text
            case "c":
                if step.last is None or not step.active or step.negated:
                    self.out += step.text
                return "d"
            case "=":
                self.out += f"{self.n}\n"
            case "h":
                self.hold = self.space
            case "H":
                self.hold += "\n" + self.space
            case "g":
                self.space = self.hold
            case "G":
                self.space += "\n" + self.hold
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
        which = re.findall(r"\d+|g", step.flags)[-1:] or ["1"]
        everywhere, count, at, out = which == ["g"], 0, 0, ""
        number = 1 if everywhere else int(which[0])
        while at <= len(self.space):
            found = step.regex.search(self.space, at)
            if found is None:
                break
            count += 1
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
                self.out += self.space + "\n"


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
            if name != "-" and process.is_directory(name):
                raise IsADirectoryError(21, "Is a directory")
            texts.append((name, process.text(name)))
        except OSError as exc:
            status = process.fail(name if not isinstance(exc, IsADirectoryError) else f"couldn't edit {name}" if False else name, exc)
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
