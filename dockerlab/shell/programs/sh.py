"""``sh``, and the commands that the shell and the system both have: ``echo``, ``printf``, ``test``, ``true``."""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, File, Node, Special, Symlink
from dockerlab.shell import builtins as builtins  # fills the shell's table
from dockerlab.shell.interpreter import Problem, Shell, Variable
from dockerlab.shell.process import Options, Process, command
from dockerlab.shell.builtins import OPTIONS

__all__: list[str] = []

DEFAULTS = {"IFS": " \t\n", "OPTIND": "1", "PS1": r"\w \$ ", "PS2": "> ", "PS4": "+ "}


@command("sh", "ash", "dash", "bash")
def sh(process: Process, _: Options, argv: list[str]) -> int:
    words = argv
    options: set[str] = set()
    text: str | None = None
    wants_text = reads_stdin = False
    while words and words[0][:1] in ("-", "+") and len(words[0]) > 1:
        word = words[0]
        words = words[1:]
        if word == "--":
            break
        for letter in word[1:]:
            if letter == "c":
                wants_text = True
            elif letter == "s":
                reads_stdin = True
            elif letter == "l":
                raise NotModelled("a login shell")
            elif letter == "i":
                raise NotModelled("an interactive shell")
            elif letter == "o":
                if not words or words[0] not in OPTIONS.values():
                    raise NotModelled(f"{process.name} -o {' '.join(words[:1])}")
                options.add(next(key for key, value in OPTIONS.items() if value == words[0]))
                words = words[1:]
            elif letter in OPTIONS and letter != "v":
                options.add(letter)
            else:
                raise NotModelled(f"the option -{letter} of {process.name}")
    name, offset, speaker = process.argv[0], 1, ""
    if wants_text:
        if not words:
            raise NotModelled(f"{process.name} -c without a command")
        text, words = words[0], words[1:]
        offset = 0 if process.flavour.name == "busybox" else 1
        if words:
            name, words = words[0], words[1:]
    elif words and not reads_stdin:
        name, words = words[0], words[1:]
        speaker = name
        try:
            text = process.text(name)
        except OSError as exc:
            reason = exc.strerror or ""
            if process.flavour.version >= (1, 38) and exc.errno == 2:
                process.err(
                            f"{process.argv[0]}: line 0: can't open {name}: no such file\n")
            else:
                process.err(f"{process.argv[0]}: can't open '{name}': {reason}\n")
            return 2
    shell = Shell(process, name, words, offset=offset, speaker=speaker, pid=process.pid, options=options)
    if text is None:
        shell.options.add("s")
    elif wants_text:
        shell.options.add("c")
    shell.variables = {key: Variable(value, exported=True) for key, value in process.env.items() if key.isidentifier()}
    for key, value in DEFAULTS.items():
        if key not in shell.variables or key in ("IFS", "OPTIND"):
            shell.variables[key] = Variable(value)
    shell.variables["PWD"] = Variable(process.cwd, exported=True)
    level = shell.get("SHLVL") or "0"
    shell.variables["SHLVL"] = Variable(str(int(level) + 1 if level.isdigit() else 1), exported=True)
    shell.variables["PPID"] = Variable("0")
    shell.variables.setdefault("PATH", Variable("/sbin:/usr/sbin:/bin:/usr/bin"))
    if text is not None:
        script = text
        return shell.main(lambda: shell.run_text(script))
    return shell.main(lambda: from_stdin(shell))


def from_stdin(shell: Shell) -> int:
    """Read commands from standard input, no further than each needs: the rest is for the commands."""
    stream = shell.process.stdin()
    text = stream.read().decode("latin-1")
    return shell.run_text(text)


@command("true")
def true(process: Process, _: Options, argv: list[str]) -> int:
    return 0


@command("false")
def false(process: Process, _: Options, argv: list[str]) -> int:
    return 1


ESCAPE = re.compile(r"\\(0[0-7]{0,3}|x[0-9a-fA-F]{1,2}|[1-7][0-7]{0,2}|.)", re.S)
CONTROL = {"a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}


def interpreted(text: str, *, leading_zero: bool) -> tuple[str, bool]:
    """Replace backslash escapes; also say whether ``\\c`` cut the text short."""
    out, at = "", 0
    for found in ESCAPE.finditer(text):
        out, at, code = out + text[at : found.start()], found.end(), found[1]
        if code == "c":
            return out, True
        if code[0] == "x" and len(code) > 1:
            out += chr(int(code[1:], 16))
        elif code[0] in "01234567":
            digits = code if leading_zero or code[0] != "0" else code[:3]
            out += chr(int(digits, 8) & 0xFF) + code[len(digits) :]
        else:
            out += CONTROL.get(code, "\\" + code)
    return out + text[at:], False


@command("echo")
def echo(process: Process, _: Options, argv: list[str]) -> int:
    newline, escapes = "\n", process.flavour.name == "dash"
    words = argv
    letters = "n" if process.flavour.name == "dash" else "neE"
    while words and re.fullmatch(f"-[{letters}]+", words[0]):
        for letter in words[0][1:]:
            newline = "" if letter == "n" else newline
            escapes = True if letter == "e" else False if letter == "E" else escapes
        words = words[1:]
    text, cut = interpreted(" ".join(words), leading_zero=True) if escapes else (" ".join(words), False)
    process.out(text if cut else text + newline)
    return 0


FORMAT = re.compile(r"%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?(.)", re.S)


@command("printf", least=1)
def printf(process: Process, _: Options, argv: list[str]) -> int:
    template, values = argv[0], argv[1:]
    if template.startswith("-") and len(template) > 1:
        raise NotModelled(f"printf {template}")
    status, at = 0, 0
    while True:
        used = at
        done, at, failed, cut = format_once(process, template, values, at)
        status |= failed
        process.out(done)
        if cut or at >= len(values) or at == used:
            return status


def format_once(process: Process, template: str, values: list[str], at: int) -> tuple[str, int, int, bool]:
    """Go through the format once: the text, where the values stand, the status, and whether to stop."""
    out, position, status = "", 0, 0

    def take() -> str | None:
        nonlocal at
        at += 1
        return values[at - 1] if at <= len(values) else None

    for found in re.finditer(r"%%|%[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+)?)?.?", template, re.S):
        text, cut = interpreted(template[position : found.start()], leading_zero=False)
        out, position = out + text, found.end()
        if cut:
            return out, len(values), status, True
        if found[0] == "%%":
            out += "%"
            continue
        parts = FORMAT.fullmatch(found[0])
        if not parts or parts[4] not in "sbcdiouxX":
            process.flush()
            process.out(out)
            process.flush()
            process.err(f"{process.name}: {found[0]}: invalid format\n")
            return "", len(values), 1, True
        flags, width, precision, kind = parts[1], parts[2], parts[3], parts[4]
        width = (take() or "0") if width == "*" else width or ""
        exact = "." in found[0]
        precision = (take() or "0") if precision == "*" else precision or "0"
        if max(len(width), len(precision)) > 4:
            raise NotModelled("a printf wider than 9999")
        value = take()
        if kind in "sbc":
            text = value or ""
            if kind == "b":
                text, cut = interpreted(text, leading_zero=True)
            text = text[:1] if kind == "c" else text[: int(precision)] if exact else text
            out += text.ljust(int(width or 0)) if "-" in flags else text.rjust(int(width or 0))
            if cut:
                return out, len(values), status, True
        else:
            number = 0 if value is None else whole(value)
            if number is None:
                process.out(out)
                out = ""
                process.flush()
                process.err(f"{process.name}: invalid number '{value}'\n")
                number, status = 0, 1
            number = number % (1 << 64) if kind in "ouxX" else number
            spec = f"%{flags}{width}{'.' + precision if exact else ''}{'d' if kind in 'diu' else kind}"
            text = spec % number
            if "#" in flags and kind == "o":
                text = text.replace("0o", "0")
            out += text
    text, cut = interpreted(template[position:], leading_zero=False)
    return out + text, at, status, cut


def whole(text: str) -> int | None:
    """Return the integer a printf argument spells; ``'a`` is a character's code."""
    if text[:1] in "\"'" and text:
        return ord(text[1]) if len(text) > 1 else 0
    try:
        stripped = text.strip()
        if re.fullmatch(r"[-+]?0[0-7]+", stripped):
            return int(stripped, 8)
        return int(stripped, 0) if re.fullmatch(r"[-+]?(0[xX][0-9a-fA-F]+|\d+)", stripped) else None
    except ValueError:
        return None


# -- test ----------------------------------------------------------------------


class Complaint(Exception):
    """A test that makes no sense; status 2."""


@command("test", "[")
def test(process: Process, _: Options, argv: list[str]) -> int:
    words = list(argv)
    if process.argv[0].endswith("["):
        if not words or words.pop() != "]":
            return process.fail("missing ]", status=2)
    try:
        return int(not Test(process, words).value())
    except Complaint as exc:
        return process.fail(str(exc), status=2)


class Test:
    """Evaluates the words of a test, by the number of words first (POSIX), then by the grammar."""

    def __init__(self, process: Process, words: list[str]) -> None:
        self.process = process
        self.words = words
        self.at = 0

    def value(self) -> bool:
        words = self.words
        match words:
            case []:
                return False
            case [word]:
                return word != ""
            case ["!", word]:
                return word == ""
            case [left, operator, right] if operator in BINARY:
                return self.binary(left, operator, right)
            case ["!", left, operator, right] if operator in BINARY:
                return not self.binary(left, operator, right)
        value = self.either()
        if self.at < len(words):
            raise Complaint(f"{words[self.at]}: unknown operand")
        return value

    def next(self) -> str | None:
        return self.words[self.at] if self.at < len(self.words) else None

    def either(self) -> bool:
        value = self.both()
        while self.next() == "-o":
            self.at += 1
            value = self.both() or value
        return value

    def both(self) -> bool:
        value = self.negated()
        while self.next() == "-a":
            self.at += 1
            value = self.negated() and value
        return value

    def negated(self) -> bool:
        if self.next() == "!":
            self.at += 1
            return not self.negated()
        return self.primary()

    def primary(self) -> bool:
        word = self.next()
        if word is None:
            raise Complaint("argument expected")
        rest = self.words[self.at + 1 :]
        if rest and rest[0] in BINARY and len(rest) > 1:
            self.at += 3
            return self.binary(word, rest[0], rest[1])
        if word == "(":
            self.at += 1
            value = self.either()
            if self.next() != ")":
                raise Complaint("closing paren expected")
            self.at += 1
            return value
        if word in UNARY and rest:
            self.at += 2
            return self.unary(word, rest[0])
        self.at += 1
        return word != ""

    def unary(self, operator: str, word: str) -> bool:
        match operator:
            case "-n":
                return word != ""
            case "-z":
                return word == ""
            case "-t":
                return False
        try:
            node: Node = self.process.stat(word, follow=operator not in ("-h", "-L"))
        except OSError:
            return False
        match operator:
            case "-e":
                return True
            case "-f":
                return isinstance(node, File)
            case "-d":
                return isinstance(node, Directory)
            case "-h" | "-L":
                return isinstance(node, Symlink)
            case "-s":
                return node.size > 0 if isinstance(node, File) else isinstance(node, Directory)
            case "-b" | "-c" | "-p":
                kind = {"-b": "block", "-c": "char", "-p": "fifo"}[operator]
                return isinstance(node, Special) and node.kind == kind
            case "-u" | "-g" | "-k":
                return bool(node.mode & {"-u": 0o4000, "-g": 0o2000, "-k": 0o1000}[operator])
            case "-O":
                return node.uid == self.process.cred.uid
            case "-G":
                return node.gid == self.process.cred.gid
            case "-S":
                return False
            case _:
                want = {"-r": 4, "-w": 2, "-x": 1}[operator]
                return self.process.root.may(self.process.path(word), want)

    def binary(self, left: str, operator: str, right: str) -> bool:
        match operator:
            case "=" | "==":
                return left == right
            case "!=":
                return left != right
            case "<":
                return left < right
            case ">":
                return left > right
            case "-a":
                return left != "" and right != ""
            case "-o":
                return left != "" or right != ""
            case "-nt" | "-ot" | "-ef":
                return self.compare_files(left, operator, right)
        a, b = self.number(left), self.number(right)
        return {"-eq": a == b, "-ne": a != b, "-lt": a < b, "-le": a <= b, "-gt": a > b, "-ge": a >= b}[operator]

    def compare_files(self, left: str, operator: str, right: str) -> bool:
        try:
            a, b = self.process.stat(left), self.process.stat(right)
        except OSError:
            return False
        if operator == "-ef":
            root = self.process.root
            return root.resolve(self.process.path(left)) == root.resolve(self.process.path(right))
        return a.mtime > b.mtime if operator == "-nt" else a.mtime < b.mtime

    def number(self, word: str) -> int:
        if not re.fullmatch(r"\s*[-+]?\d+\s*", word):
            raise Complaint(f"{word}: bad number")
        return int(word)


UNARY = {f"-{letter}" for letter in "abcdefghknprstuwxzLOGS"} - {"-a"}
BINARY = {"=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "-a", "-o"}
