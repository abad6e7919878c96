"""``find`` and ``xargs``: from names to more commands.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/find.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, Node
from dockerlab.permission import mode_text
from dockerlab.shell.pattern import regex
from dockerlab.shell.process import Process
from dockerlab.shell.program import start
from dockerlab.shell.programs.files import walk
from dockerlab.shell.programs.listing import size_of
from dockerlab.shell.programs.names import change_mode, gid_of, uid_of
from dockerlab.shell.registry import Options, command
from dockerlab.shell.streams import Stream

__all__: list[str] = []

Test = Callable[[str, Node], bool]
OPERANDS = "name iname path wholename ipath type maxdepth mindepth size perm user group newer mtime mmin".split()


class Expression:
    """Parses the words of an expression into one test, which also acts."""

    def __init__(self, process: Process, words: list[str]) -> None:
        self.process = process
        self.words = words
        self.least, self.most = 0, 1 << 30  # -mindepth, -maxdepth
        self.post = self.acts = self.pruned = False
        self.batches: list[tuple[list[str], list[str]]] = []  # -exec … {} +

    def parse(self) -> Test:
        test = self.either() if self.words else always
        if self.words:
            raise NotModelled(f"find … {self.words[0]}")
        return test if self.acts else lambda p, n: test(p, n) and self.show(p, "\n")

    def show(self, path: str, end: str) -> bool:
        self.process.out(path + end)
        return True

    def either(self) -> Test:
        tests = [self.both()]
        while self.words and self.words[0] in ("-o", "-or"):
            self.words.pop(0)
            tests.append(self.both())
        return lambda p, n: any(test(p, n) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.words and self.words[0] not in ("-o", "-or", ")"):
            if self.words[0] in ("-a", "-and"):
                self.words.pop(0)
            tests.append(self.one())
        return lambda p, n: all(test(p, n) for test in tests)

    def one(self) -> Test:
        if not self.words:
            raise NotModelled("find with an expression that stops short")
        word = self.words.pop(0)
        if word.startswith("-") and word[1:] in OPERANDS:
            if not self.words:
                raise NotModelled(f"find … {word} without its argument")
            return self.asking(word[1:], self.words.pop(0))
        match word:
            case "!" | "-not":
                inner = self.one()
                return lambda p, n: not inner(p, n)
            case "(":
                inner = self.either()
                if not self.words or self.words.pop(0) != ")":
                    raise NotModelled("find with a ( that is not closed")
                return inner
            case "-empty":
                return lambda p, n: not n.entries if isinstance(n, Directory) else kind(n) == "f" and size_of(n) == 0
            case "-true" | "-depth":
                self.post |= word == "-depth"
                return always
            case "-print" | "-print0":
                self.acts = True
                end = "\n" if word == "-print" else "\0"
                return lambda p, n: self.show(p, end)
            case "-delete":
                if self.process.flavour.standalone and not self.process.gnu:
                    raise NotModelled("find -delete (Debian's busybox was built without it)")
                self.acts = self.post = True
                return self.delete
            case "-prune":
                return self.prune
            case "-exec":
                return self.execute()
        raise NotModelled(f"find … {word}")

    def asking(self, word: str, value: str) -> Test:
        """Return the test that a word with its operand means."""
        match word:
            case "name" | "iname" | "path" | "ipath" | "wholename":
                wanted = regex(value, flags=re.I if word[0] == "i" else 0)
                if word in ("name", "iname"):
                    return lambda p, n: bool(wanted.fullmatch(posixpath.basename(p.rstrip("/")) or "/"))
                return lambda p, n: bool(wanted.fullmatch(p))
            case "type":
                kinds = value.split(",")
                return lambda p, n: kind(n) in kinds
            case "maxdepth":
                self.most = int(value)
                return always
            case "mindepth":
                self.least = int(value)
                return always
            case "perm":
                return permission(value)
            case "user" | "group":
                number = (uid_of if word == "user" else gid_of)(self.process, value)
                if number is None:
                    raise NotModelled(f"find -{word} {value}, who does not exist")
                return lambda p, n: (n.uid if word == "user" else n.gid) == number
            case "newer":
                than = self.process.stat(value).mtime
                return lambda p, n: n.mtime > than
            case "size":
                unit = {"": 512, "b": 512, "c": 1, "k": 1024}.get(value.lstrip("+-0123456789"), 0)
                if self.process.gnu:  # counts in whole units, rounded up; busybox exactly so many bytes
                    return compared(value.rstrip("bck"), 1, lambda n: -(-size_of(n) // unit))
                return compared(value.rstrip("bck") if unit else value, unit, size_of)
        scale, now = 86400 if word == "mtime" else 60, self.process.session.system.clock()
        return compared(value, 1, lambda n: (now - n.mtime) // scale)

    def delete(self, path: str, node: Node) -> bool:
        root = self.process.root
        remove = root.rmdir if isinstance(node, Directory) else root.unlink
        gone = [path] if path not in (".", "./") else []
        return not self.process.each(gone, lambda path: remove(self.process.path(path)))

    def prune(self, path: str, node: Node) -> bool:
        self.pruned = True
        return True

    def execute(self) -> Test:
        words: list[str] = []
        while self.words and self.words[0] != ";" and not (self.words[0] == "+" and words and words[-1] == "{}"):
            words.append(self.words.pop(0))
        if not self.words or not words:
            raise NotModelled("find -exec without its end")
        self.acts = True
        if self.words.pop(0) == "+":
            batch: list[str] = []
            self.batches.append((words[:-1], batch))

            def gather(path: str, node: Node) -> bool:
                batch.append(path)
                return True

            return gather
        return lambda p, n: started(self.process, [word.replace("{}", p) for word in words]) == 0


def compared(text: str, unit: int, measure: Callable[[Node], int]) -> Test:
    """Return the test that ``5``, ``+5`` (more) or ``-5`` (less) means for what is measured."""
    found = re.fullmatch(r"([-+]?)(\d+)", text)
    if not found or not unit:
        raise NotModelled(f"find … {text}")
    sign, number = found[1], int(found[2]) * unit
    if sign == "+":
        return lambda p, n: measure(n) > number
    return lambda p, n: measure(n) < number if sign else measure(n) == number


def permission(text: str) -> Test:
    """Return the test of ``-perm``: all of the bits (-), any of them (/), or exactly those."""
    sign = text[:1] if text[:1] in "-/+" else ""
    wanted = change_mode(text.removeprefix(sign), 0, 0)
    if wanted is None:
        raise NotModelled(f"find -perm {text}")
    bits = wanted
    if sign == "-":
        return lambda p, n: n.mode & bits == bits
    return lambda p, n: (n.mode & bits != 0 or bits == 0) if sign else n.mode == bits


def started(process: Process, argv: list[str]) -> int:
    """Run a program for find; say so if there is none."""
    process.flush()
    try:
        return start(process, argv)
    except OSError as exc:
        process.fail(argv[0], exc)
        return 127


def always(path: str, node: Node) -> bool:
    return True


def kind(node: Node) -> str:
    """Return the letter of ``-type``."""
    return mode_text(node)[0].replace("-", "f")


@command("find")
def find(process: Process, _: Options, argv: list[str]) -> int:
    words, tops = list(argv), []
    while words and words[0][:1] not in ("-", "(", "!"):
        tops.append(words.pop(0))
    expression = Expression(process, words)
    try:
        test = expression.parse()
    except ValueError as exc:
        raise NotModelled(f"find with a number that is none: {exc}") from exc
    except OSError as exc:
        return process.fail(argv[-1], exc)
    status = 0
    for top in tops or ["."]:
        try:
            status |= visit(process, expression, test, top, process.stat(top, follow=False), 0)
        except OSError as exc:
            status = process.fail(top, exc)
    for words, batch in expression.batches:
        if batch:
            status |= int(started(process, [*words, *batch]) != 0)
    return status


def visit(process: Process, expression: Expression, test: Test, path: str, node: Node, depth: int) -> int:
    """Test one path, then what is below it (the other way round for -depth)."""
    process.session.step()
    expression.pruned = False
    if not expression.post and depth >= expression.least:
        test(path, node)
    status = 0
    if isinstance(node, Directory) and depth < expression.most and not expression.pruned:
        try:
            for child in walk(process, path):
                try:
                    below = process.stat(child, follow=False)
                except FileNotFoundError:
                    continue
                status |= visit(process, expression, test, child, below, depth + 1)
        except OSError as exc:
            status = process.fail(path, exc)
    if expression.post and depth >= expression.least:
        test(path, process.stat(path, follow=False))
    return status


@command("xargs", options="+0rn:I:", long={"no-run-if-empty": "r"}, gnu={"null": "0"})
def xargs(process: Process, o: Options, argv: list[str]) -> int:
    text, words = process.stdin().read().decode("latin-1"), argv or ["echo"]
    if "0" in o:
        items = text.removesuffix("\0").split("\0") if text else []
    elif "I" in o:
        items = [line.lstrip() for line in text.split("\n") if line.strip()]
        if re.search(r"['\"\\]", text):
            raise NotModelled("quotes in the input of xargs -I")
    else:
        items = split_quoted(text)
    if "I" in o:
        batches = [[word.replace(o.one("I"), item) for word in words] for item in items]
    else:
        size = int(o.one("n")) if o.one("n").isdigit() and int(o.one("n")) else len(items) or 1
        batches = [words + items[n : n + size] for n in range(0, len(items), size)]
        if not items and "r" not in o:
            batches = [words]
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
    items: list[str] = []
    for word in re.findall(r"(?:'[^'\n]*'|\"[^\"\n]*\"|\\.|[^\s\\])+|\\", text, re.S):
        pieces = re.findall(r"'([^'\n]*)'|\"([^\"\n]*)\"|\\(.)|([^'\"\\]+)|(.)", word, re.S)
        if any(piece[4] for piece in pieces):
            raise NotModelled("an unmatched quote in the input of xargs")
        items.append("".join("".join(piece) for piece in pieces))
    return items
