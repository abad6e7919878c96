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
        if step.letter in ("a", "i") and step.last is not None and not self.process.gnu:
            raise Exit(self.process.fail(f"command '{step.letter}' uses only one address"))
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
        if re.search(r"[2-9]|1\d", step.flags) and (source.startswith("^") or step.regex.compiled.match("")):
            self.refuse("a number behind an expression that is anchored or may be empty")
        for digit in re.findall(r"\\([1-9])", step.text):
            if int(digit) > step.regex.compiled.groups:
                self.refuse(f"a reference \\{digit} without its group")
