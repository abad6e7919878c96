"""``sed``: a program of small commands run on every line.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/sed.html
"""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.programs.regular import Regex
from dockerlab.shell.programs.sed_program import Address, Reader, Step
from dockerlab.shell.programs.text import lines
from dockerlab.shell.registry import Options, Usage, command

__all__: list[str] = []


class Machine:
    """Runs a program over the lines of a text; ``ended``: its last line has a newline."""

    def __init__(self, process: Process, steps: list[Step], silent: bool, rows: list[str], ended: bool) -> None:
        self.process, self.steps, self.silent, self.rows, self.ended = process, steps, silent, rows, ended
        self.n = 0  # lines read so far
        self.space = self.hold = self.out = ""
        self.open = False  # the last line printed has no newline yet
        self.status = 0

    def run(self) -> str:
        """Return what the program makes of the text."""
        ending = ""
        while self.n < len(self.rows) and ending not in ("q", "Q"):
            self.space = self.rows[self.n]
            self.n += 1
            ending = self.cycle()
            while ending == "D" and "\n" in self.space:
                self.space = self.space.split("\n", 1)[1]
                ending = self.cycle()
        return self.out

    def emit(self, text: str, *, whole: bool = False) -> None:
        """Print a line; the last one lacks its newline (unless ``whole``) until something comes behind it."""
        self.out += "\n" if self.open else ""
        lacking = not whole and self.n == len(self.rows) and not self.ended
        self.out += text if lacking else text + "\n"
        self.open = lacking and (bool(text) or self.open)

    def cycle(self) -> str:
        """Run the program once; return the letter that ended it, if one did."""
        self.after: list[str] = []
        self.changed = False
        self.process.session.step()
        ending = self.block(self.steps)
        if ending not in ("d", "D", "Q") and not self.silent:
            self.emit(self.space)
        for line in self.after:
            self.emit(line, whole=True)
        return ending

    def block(self, steps: list[Step]) -> str:
        n, ending = 0, ""
        while n < len(steps) and not ending:
            step = steps[n]
            n += 1
            self.process.session.step()
            if step.letter == ":" or self.chosen(step) == step.negated:
                continue
            if step.letter == "{":
                ending = self.block(step.body)
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
        return ending

    def at_address(self, address: Address) -> bool:
        if isinstance(address, Regex):
            return address.search(self.space) is not None
        return self.n == (len(self.rows) if address == "$" else address)

    def chosen(self, step: Step) -> bool:
        """Say whether a step's addresses choose the line."""
        if step.first is None:
            return True
        if step.last is None:
            return self.at_address(step.first)
        passed = isinstance(step.last, int) and self.n >= step.last
        if not step.active:
            begins = self.at_address(step.first)
            step.active = begins and not passed
            return begins
        if passed or self.at_address(step.last):
            step.active = False
            return not passed or self.n == step.last
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
                self.after.append(step.text)
            case "i":
                self.emit(step.text, whole=True)
            case "c":
                if step.last is None or not step.active or step.negated:
                    self.emit(step.text, whole=True)
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
            case "n" | "N" if self.n == len(self.rows):
                return "q" if step.letter == "N" or not self.silent else "Q"
            case "n":
                self.emit(self.space) if not self.silent else None
                self.space = self.rows[self.n]
                self.n += 1
            case "N":
                self.space += "\n" + self.rows[self.n]
                self.n += 1
        return ""

    def substitute(self, step: Step) -> None:
        assert step.regex is not None
        which = re.findall(r"\d+|g", step.flags)
        everywhere = "g" in which if self.process.gnu else which[-1:] == ["g"]
        number = int(next((n for n in which[::-1] if n != "g"), 1)) if self.process.gnu or not everywhere else 1
        count, at, out, ended = 0, 0, "", -1
        while at <= len(self.space) and (count < number or everywhere):
            found = step.regex.search(self.space, at)
            if found is None:
                break
            empty = not found[0]
            if not (empty and found.start() == ended):  # nothing, right behind a match, is no match
                count, ended = count + 1, found.end()
                out += self.space[at : found.start()]
                out += replacement(step.text, found) if count >= number else found[0]
                at = found.end()
            else:
                ended = -1
            if empty:
                out += self.space[at : at + 1]
                at += 1
        if count >= number:
            self.changed = True
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


@command("sed", options="ne:iEr", long={"quiet": "n", "expression=": "e", "in-place": "i", "regexp-extended": "E"})
def sed(process: Process, o: Options, names: list[str]) -> int:
    words = list(names)
    if "e" not in o and not words:
        raise Usage("no program")
    program = "\n".join(o.get("e") or [words.pop(0)])

    def machine(text: str) -> Machine:
        steps = Reader(process, program, "E" in o or "r" in o).steps()
        return Machine(process, steps, "n" in o, lines(text.encode("latin-1")), text.endswith("\n"))

    machine("")  # a mistake in the program is found before the files are
    texts: list[tuple[str, str]] = []

    def read(name: str) -> None:
        folder = name != "-" and process.is_directory(name)
        if folder and "i" in o:
            raise NotModelled("sed -i on a directory")
        texts.append((name, "" if folder else process.text(name)))

    status, ended, hold = process.each(words or ["-"], read), 0, ""
    if "i" not in o:
        *firsts, last = [text for _, text in texts] or [""]
        texts = [("", "".join(text if text.endswith("\n") or not text else text + "\n" for text in firsts) + last)]
    for name, text in texts:
        whole = machine(text)
        whole.hold = hold
        done = whole.run()
        replace_file(process, name, done) if "i" in o else process.out(done)
        ended, hold = whole.status, whole.hold
    return ended or status


def replace_file(process: Process, name: str, text: str) -> None:
    """Put a new file in the place of ``name``: same mode and owner, as ``sed -i`` does."""
    node = process.stat(name)
    path = process.path(name)
    process.root.unlink(path)
    process.root.write(path, text.encode("latin-1"))
    process.root.chmod(path, node.mode)
    if process.cred.uid == 0:
        process.root.chown(path, node.uid, node.gid)
