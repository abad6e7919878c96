"""``find`` and ``xargs``: from names to more commands.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/find.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, Node, Special, Symlink
from dockerlab.shell.pattern import regex
from dockerlab.shell.process import Process
from dockerlab.shell.program import run, search
from dockerlab.shell.programs.files import walk
from dockerlab.shell.programs.listing import size_of
from dockerlab.shell.programs.names import change_mode, gid_of, uid_of
from dockerlab.shell.registry import Options, command

__all__ = ["start"]

Test = Callable[[str, Node, int], bool]


def start(process: Process, argv: list[str], path: str | None = None, **changes: object) -> int:
    """Run another program, looked for along ``path``, as a child. Raises OSError where there is none."""
    child = process.child(argv, **changes)
    if "/" in argv[0]:
        return run(child, argv[0])
    where, reason = search(child, argv[0], path or process.env.get("PATH"))
    if not where:
        raise reason or FileNotFoundError(2, "No such file or directory")
    return run(child, where)


class Expression:
    """Parses the words of an expression into one test, which also acts."""

    def __init__(self, process: Process, words: list[str]) -> None:
        self.process = process
        self.words = words
        self.depth = (0, 1 << 30)  # -mindepth, -maxdepth
        self.post = False
        self.acts = False
        self.batches: list[tuple[list[str], list[str]]] = []  # -exec … {} +
        self.pruned = False

    def parse(self) -> Test:
        test = self.either() if self.words else always
        if self.words:
            raise NotModelled(f"find … {self.words[0]}")
        if self.acts:
            return test

        def shown(path: str, node: Node, depth: int) -> bool:
            return test(path, node, depth) and self.show(path, "\n")

        return shown

    def show(self, path: str, end: str) -> bool:
        self.process.out(path + end)
        return True

    def either(self) -> Test:
        tests = [self.both()]
        while self.words and self.words[0] in ("-o", "-or"):
            self.words.pop(0)
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda p, n, d: any(test(p, n, d) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.words and self.words[0] not in ("-o", "-or", ")"):
            if self.words[0] in ("-a", "-and"):
                self.words.pop(0)
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else lambda p, n, d: all(test(p, n, d) for test in tests)

    def value(self, word: str) -> str:
        if not self.words:
            raise NotModelled(f"find … {word} without its argument")
        return self.words.pop(0)

    def one(self) -> Test:
        if not self.words:
            raise NotModelled("find with an expression that stops short")
        word, process = self.words.pop(0), self.process
        match word:
            case "!" | "-not":
                inner = self.one()
                return lambda p, n, d: not inner(p, n, d)
            case "(":
                inner = self.either()
                if not self.words or self.words.pop(0) != ")":
                    raise NotModelled("find with a ( that is not closed")
                return inner
            case "-name" | "-iname":
                wanted = regex(self.value(word), flags=re.I if word == "-iname" else 0)
                return lambda p, n, d: bool(wanted.fullmatch(posixpath.basename(p.rstrip("/")) or "/"))
            case "-path" | "-ipath" | "-wholename":
                wanted = regex(self.value(word), flags=re.I if word == "-ipath" else 0)
                return lambda p, n, d: bool(wanted.fullmatch(p))
            case "-type":
                kinds = self.value(word).split(",")
                return lambda p, n, d: kind(n) in kinds
            case "-maxdepth" | "-mindepth":
                number = int(self.value(word))
                self.depth = (self.depth[0], number) if word == "-maxdepth" else (number, self.depth[1])
                return always
            case "-depth":
                self.post = True
                return always
            case "-xdev" | "-mount":
                raise NotModelled(f"find {word}")
            case "-empty":
                return lambda p, n, d: not n.entries if isinstance(n, Directory) else kind(n) == "f" and size_of(n) == 0
            case "-size":
                return self.size(self.value(word))
            case "-perm":
                return self.permission(self.value(word))
            case "-user" | "-group":
                name = self.value(word)
                number_ = uid_of(process, name) if word == "-user" else gid_of(process, name)
                if number_ is None:
                    raise NotModelled(f"find {word} {name}, who does not exist")
                return lambda p, n, d: (n.uid if word == "-user" else n.gid) == number_
            case "-newer":
                name = self.value(word)
                than = process.stat(name).mtime
                return lambda p, n, d: n.mtime > than
            case "-mtime" | "-mmin":
                return self.age(self.value(word), 86400 if word == "-mtime" else 60)
            case "-true":
                return always
            case "-print" | "-print0":
                self.acts = True
                end = "\n" if word == "-print" else "\0"
                return lambda p, n, d: self.show(p, end)
            case "-delete":
                self.acts = self.post = True
                return self.delete
            case "-prune":
                return self.prune
            case "-exec":
                return self.execute()
        raise NotModelled(f"find … {word}")

    def compared(self, text: str, scale: Callable[[str], int]) -> Callable[[int], bool]:
        sign = text[:1] if text[:1] in "+-" else ""
        number = scale(text.removeprefix(sign) if sign else text)
        return {"+": lambda v: v > number, "-": lambda v: v < number, "": lambda v: v == number}[sign]

    def size(self, text: str) -> Test:
        unit = text[-1] if text[-1:] in "bckwMG" else "b"
        width = {"b": 512, "c": 1, "k": 1024, "w": 2, "M": 1 << 20, "G": 1 << 30}[unit]
        if not re.fullmatch(r"[-+]?\d+[bck]?", text):
            raise NotModelled(f"find -size {text}")
        number = int(text.strip("+-bckw"))
        if not self.process.gnu:  # exactly so many bytes; GNU counts in whole units, rounded up
            number *= width
            width = 1
        fits = self.compared(text.rstrip("bck")[:1] if text[0] in "+-" else "", lambda _: number)
        return lambda p, n, d: fits(-(-size_of(n) // width))

    def age(self, text: str, unit: int) -> Test:
        if not re.fullmatch(r"[-+]?\d+", text):
            raise NotModelled(f"find … {text}")
        fits, now = self.compared(text, int), self.process.session.system.clock()
        return lambda p, n, d: fits((now - n.mtime) // unit)

    def permission(self, text: str) -> Test:
        sign = text[:1] if text[:1] in "-/+" else ""
        mode = change_mode(text.removeprefix(sign) if sign else text, 0, 0)
        if mode is None:
            raise NotModelled(f"find -perm {text}")
        wanted = mode
        if sign == "-":
            return lambda p, n, d: n.mode & wanted == wanted
        if sign:
            return lambda p, n, d: n.mode & wanted != 0 or wanted == 0
        return lambda p, n, d: n.mode == wanted

    def delete(self, path: str, node: Node, depth: int) -> bool:
        root = self.process.root
        try:
            if path not in (".", "./"):
                (root.rmdir if isinstance(node, Directory) else root.unlink)(self.process.path(path))
        except OSError as exc:
            self.process.fail(f"{path}", exc)
            return False
        return True

    def prune(self, path: str, node: Node, depth: int) -> bool:
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

            def gather(path: str, node: Node, depth: int) -> bool:
                batch.append(path)
                return True

            return gather

        def each(path: str, node: Node, depth: int) -> bool:
            self.process.flush()
            argv = [word.replace("{}", path) for word in words]
            return started(self.process, argv) == 0

        return each


def started(process: Process, argv: list[str]) -> int:
    """Run a program for find; say so if there is none."""
    try:
        return start(process, argv)
    except OSError as exc:
        process.fail(argv[0], exc)
        return 127


def always(path: str, node: Node, depth: int) -> bool:
    return True


def kind(node: Node) -> str:
    """Return the letter of ``-type``."""
    match node:
        case Directory():
            return "d"
        case Symlink():
            return "l"
        case Special(kind=special):
            return {"char": "c", "block": "b", "fifo": "p"}[special]
    return "f"


@command("find", options=None)
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
            process.flush()
            status |= int(started(process, [*words, *batch]) != 0)
    return status


def visit(process: Process, expression: Expression, test: Test, path: str, node: Node, depth: int) -> int:
    """Test one path, then what is below it (the other way round for -depth)."""
    process.session.step()
    least, most = expression.depth
    expression.pruned = False
    if not expression.post and depth >= least:
        test(path, node, depth)
    status, pruned = 0, expression.pruned
    if isinstance(node, Directory) and depth < most and not pruned:
        try:
            for child in walk(process, path):
                try:
                    below = process.stat(child, follow=False)
                except FileNotFoundError:
                    continue
                status |= visit(process, expression, test, child, below, depth + 1)
        except OSError as exc:
            status = process.fail(path, exc)
    if expression.post and depth >= least:
        now = process.stat(path, follow=False)
        test(path, now, depth)
    return status
