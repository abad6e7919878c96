"""The language of ``sed``: addresses and commands, parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Exit, Process
from dockerlab.shell.programs.regular import Regex, regular

__all__ = ["Address", "Reader", "Step"]

Address = int | str | Regex  # a line's number, "$" for the last, or an expression
BRACKET = r"\[\^*\]?(?:\[:.*?:\]|[^\]])*\]"


@dataclass
class Step:
    """One command of a sed program with its addresses; ``active`` while inside its range."""

    letter: str = ""
    first: Address | None = None
    last: Address | None = None
    negated: bool = False
    text: str = ""
    regex: Regex | None = None
    flags: str = ""
    body: list[Step] = field(default_factory=list)
    active: bool = False


class Reader:
    """Parses the text of a program."""

    def __init__(self, process: Process, text: str, extended: bool) -> None:
        self.process, self.text, self.extended = process, text, extended
        self.at = 0
        self.last_regex: Regex | None = None

    def refuse(self, what: str) -> NoReturn:
        raise NotModelled(f"{what} in a sed program: {self.text}")

    def take(self, pattern: str) -> str:
        """Go past what matches ``pattern`` here, and return it; '' if nothing does."""
        found = re.compile(pattern, re.S).match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found[0] if found else ""

    def steps(self, closer: str = "") -> list[Step]:
        steps: list[Step] = []
        while True:
            self.take(r"([ \t\n;]|#[^\n]*)*")
            if self.at >= len(self.text):
                if closer:
                    self.refuse("a { that is not closed")
                return steps
            if closer and self.take(closer):
                return steps
            steps.append(self.step())

    def address(self) -> Address | None:
        number = self.take(r"\d+|\$")
        if number:
            return number if number == "$" else int(number)
        if self.take(r"\\"):
            self.refuse("an address with its own delimiter")
        if self.take("/"):
            source = self.delimited("/", regex=True)
            return self.compile(source, bool(self.take("I")))
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
        """Return what stands before the next ``delimiter`` that is neither escaped nor, in a regex, in brackets."""
        out = ""
        while not self.take(re.escape(delimiter)):
            piece = self.take((rf"{BRACKET}|" if regex else "") + r"\\.|.")
            if not piece:
                self.refuse("a missing delimiter")
            plain = piece[0] == "\\" and (
                (piece[1:] == delimiter and delimiter not in "()[]{}.*+?^$|123456789") or (regex and piece[1:] == "\n")
            )
            out += piece[1:] if plain else piece
        return out

    def step(self) -> Step:
        step = Step(first=self.address())
        if step.first is not None and self.take(r",[ \t]*"):
            step.last = self.address()
            if step.last is None:
                self.refuse("such a second address")
        step.negated = "!" in self.take(r"[ \t]*(![ \t]*)*")
        step.letter = self.take(".")
        if step.letter in ("a", "i") and step.last is not None and not self.process.gnu:
            raise Exit(self.process.fail(f"command '{step.letter}' uses only one address"))
        match step.letter:
            case "{":
                step.body = self.steps("}")
            case "s":
                self.substitution(step)
            case "y":
                delimiter = self.take(".")
                step.text, step.flags = (self.delimited(delimiter, regex=False) for _ in range(2))
                if len(step.text) != len(step.flags) or "\\" in step.text + step.flags:
                    self.refuse("such a y command")
            case "a" | "i" | "c":
                self.take(r"[ \t]*(\\[ \t]*\n?)?")
                text = self.take(r"([^\\\n]|\\.|\\$)*")
                step.text = re.sub(r"\\(.)", r"\1", text, flags=re.S)
            case "b" | "t" | ":":
                step.text = self.take(r"[^;\n}]*").strip()
            case "q" | "Q":
                step.text = self.take(r"[ \t]*\d*").strip()
            case "d" | "D" | "p" | "P" | "n" | "N" | "g" | "G" | "h" | "H" | "x" | "=":
                pass
            case _:
                self.refuse(f"the command {step.letter}" if step.letter else "a missing command")
        self.take(r"[ \t]*")
        if step.letter not in "{aic" and self.at < len(self.text) and self.text[self.at] not in "\n;}#":
            self.refuse("something behind a command")
        return step

    def substitution(self, step: Step) -> None:
        delimiter = self.take(r"[^\n\\]")
        if not delimiter:
            self.refuse("a missing delimiter")
        source = self.delimited(delimiter, regex=True)
        step.text = self.delimited(delimiter, regex=False)
        step.flags = self.take(r"[gpiIe0-9w]*")
        if set("we") & set(step.flags) or re.search(r"\\[LUElu]", step.text):
            self.refuse("the flag w, the flag e, or a change of case")
        step.regex = self.compile(source, bool(set("iI") & set(step.flags)))
        if re.search(r"[2-9]|1\d", step.flags) and (source.startswith("^") or step.regex.compiled.match("")):
            self.refuse("a number behind an expression that is anchored or may be empty")
        for digit in re.findall(r"\\([1-9])", step.text):
            if int(digit) > step.regex.compiled.groups:
                self.refuse(f"a reference \\{digit} without its group")
