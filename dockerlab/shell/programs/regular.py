"""POSIX regular expressions, basic and extended, and what uses them: ``grep``, ``sed`` (its own module), ``expr``.

They are translated to Python's.  Where POSIX wants the longest match and
Python takes the first alternative, the longest is looked for.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap09.html
"""

from __future__ import annotations

import re
from functools import lru_cache

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory
from dockerlab.shell.pattern import CLASSES
from dockerlab.shell.process import Options, Process, Usage, command
from dockerlab.shell.programs.files import walk
from dockerlab.shell.programs.text import lines

__all__ = ["Regex", "regular"]


class Regex:
    """A compiled expression that finds the leftmost, longest match."""

    def __init__(self, compiled: re.Pattern[str], exact: bool) -> None:
        self.compiled = compiled
        self.exact = exact  # Python's first match is also the longest

    def search(self, text: str, at: int = 0) -> re.Match[str] | None:
        """Return the match that POSIX means, or None."""
        found = self.compiled.search(text, at)
        if found is None or self.exact:
            return found
        for end in range(len(text), found.end(), -1):
            longer = self.compiled.fullmatch(text, found.start(), end)
            if longer:
                return longer
        return found


@lru_cache(maxsize=256)
def regular(source: str, extended: bool, ignore_case: bool = False) -> Regex:
    """Translate an expression.

    >>> regular("a\\\\(b*\\\\)", False).search("xabb")[1], regular("a|ab", True).search("ab")[0]
    ('bb', 'ab')

    Raises:
        ValueError: the expression makes no sense.
    """
    out, at, groups = "", 0, 0
    ambiguous = False
    while at < len(source):
        char = source[at]
        at += 1
        start = out == "" or out.endswith(("(", "|"))
        if char == "[":
            body, at = bracket(source, at)
            out += body
            continue
        special = char
        if char == "\\":
            if at >= len(source):
                raise ValueError("Trailing backslash")
            special = source[at]
            at += 1
            if special in "<>bBwWsS'`":
                out += {"<": r"\b(?=\w)", ">": r"\b(?<=\w)", "'": r"\Z", "`": r"\A"}.get(special, "\\" + special)
                continue
            if special in "123456789":
                if int(special) > groups:
                    raise ValueError("Invalid back reference")
                out += f"(?:\\{special})"
                continue
            if special in "nt":
                out += "\\" + special
                continue
            active = not extended and special in "(){}+?|"
        else:
            active = special in ("(){}+?|" if extended else "")
        if not active:
            if char == "\\":
                out += re.escape(special)
            elif char == "*" and start:
                out += r"\*"
            elif char == "*":
                out += "" if out.endswith("*") else "*"
            elif char == ".":
                out += "."
            elif char == "^" and (extended or start):
                out += "^"
            elif char == "$" and (extended or at == len(source) or source.startswith(("\\)", "\\|"), at)):
                out += r"\Z"
            else:
                out += re.escape(char)
            continue
        match special:
            case "(":
                groups += 1
                out += "("
            case ")":
                out += ")"
                ambiguous |= source[at : at + 1] in tuple("*+?{") or source[at : at + 2] in ("\\+", "\\?", "\\{")
            case "|":
                ambiguous = True
                out += "|"
            case "{":
                found = re.compile(r"(\d*)(,?)(\d*)" + (r"\}" if extended else r"\\\}")).match(source, at)
                if not found or not (found[1] or found[3]):
                    raise ValueError("Invalid preceding regular expression")
                out += f"{{{found[1] or 0}{found[2]}{found[3]}}}"
                at = found.end()
                if max(int(found[1] or 0), int(found[3] or 0)) > 255:
                    raise ValueError("Regular expression too big")
            case "}":
                out += r"\}"
            case _:
                out += r"\+" if start and special == "+" else r"\?" if start else special if not re.search(r"(?<!\\)[*+?]$", out) else ""
    try:
        flags = re.ASCII | re.S | (re.I if ignore_case else 0)
        return Regex(re.compile(out, flags), not ambiguous)
    except (re.error, OverflowError) as exc:
        raise ValueError("Unmatched ( or \\(" if out.count("(") != out.count(")") else "Invalid regular expression") from exc


def bracket(source: str, at: int) -> tuple[str, int]:
    """Translate a bracket expression from behind its ``[``."""
    negated = source[at : at + 1] == "^"
    start = at = at + negated
    body = ""
    while at < len(source):
        named = re.compile(r"\[:(\w+):\]").match(source, at)
        if source[at] == "]" and at > start:
            return f"[{'^' if negated else ''}{body}]", at + 1
        if named:
            if named[1] not in CLASSES:
                raise ValueError("Invalid character class name")
            body += CLASSES[named[1]]
            at = named.end()
            continue
        if source.startswith(("[.", "[="), at):
            raise NotModelled("[. .] and [= =] in a regular expression")
        dash = source[at] == "-" and at > start and source[at + 1 : at + 2] != "]"
        body += "-" if dash else re.escape(source[at])
        at += 1
    raise ValueError("Unmatched [, [^, [:, [., or [=")


@command(
    "grep", "egrep", "fgrep", options="EFGe:f:ivnclLqsorRHhwxm:A:B:C:z",
    long={"ignore-case": "i", "invert-match": "v", "quiet": "q", "count": "c", "extended-regexp": "E",
          "fixed-strings": "F", "only-matching": "o", "recursive": "r", "line-number": "n"},
)  # fmt: skip
def grep(process: Process, o: Options, names: list[str]) -> int:
    for letter in "fzG":
        if letter in o:
            raise NotModelled(f"the option -{letter} of grep")
    words = list(names)
    if "e" not in o and not words:
        raise Usage("no pattern")
    sources = [line for source in o.get("e") or [words.pop(0)] for line in source.split("\n")]
    fixed = "F" in o or process.name == "fgrep"
    extended = "E" in o or process.name == "egrep"
    wanted = []
    for source in sources:
        expression = re.sub(r"([.\[\]*^$\\+?{}()|])", r"\\\1", source) if fixed else source
        try:
            wanted.append(regular(expression, extended or fixed, "i" in o))
        except ValueError as exc:
            process.fail(f"bad regex '{source}': {exc}")
            return 2
    context = [int(o.one(letter) or o.one("C") or 0) for letter in "BA"]
    recursive = "r" in o or "R" in o
    state = {"matched": False, "failed": False}
    many = (len(words) > 1 or recursive or "H" in o) and "h" not in o
    for name in words or (["."] if recursive else ["-"]):
        for path in below(process, name) if recursive else [name]:
            shown = path.removeprefix("./") if not words and recursive else path
            grep_file(process, o, path, shown, wanted, many, state, context)
            if state["matched"] and "q" in o:
                return 0
    return 2 if state["failed"] and not state["matched"] else 0 if state["matched"] and not state["failed"] else \
        2 if state["failed"] else 1  # fmt: skip


def below(process: Process, name: str) -> list[str]:
    """Return the files under ``name``, depth first."""
    try:
        node = process.stat(name)
    except OSError:
        return [name]
    if not isinstance(node, Directory):
        return [name]
    found: list[str] = []
    for child in walk(process, name):
        process.session.step()
        node = process.stat(child, follow=False)
        found += below(process, child) if isinstance(node, Directory) else [child]
    return found


def grep_file(process: Process, o: Options, name: str, shown: str, wanted: list[Regex], many: bool,
              state: dict[str, bool], context: list[int]) -> None:  # fmt: skip
    """Search one file."""
    try:
        if name != "-" and process.is_directory(name):
            raise IsADirectoryError(21, "Is a directory")
        data = process.read(name)
    except OSError as exc:
        if isinstance(exc, IsADirectoryError):
            if "s" not in o:
                process.fail("read error" if False else f"{name}: Is a directory" if False else "read error", exc) if False \
                    else process.fail(f"{name}", exc)
        elif "s" not in o:
            process.fail(name, exc)
        state["failed"] = True
        return
    title = "(standard input)" if shown == "-" else shown
    prefix = f"{title}:" if many else ""
    rows = lines(data)
    process.session.step(len(rows) // 4)
    count, last = 0, -1
    limit = int(o.one("m") or -1)
    for n, line in enumerate(rows):
        if count == limit:
            break
        found = next((m for regex in wanted if (m := fits(regex, line, o))), None)
        if (found is None) != ("v" in o):
            continue
        count += 1
        state["matched"] = True
        if "q" in o or "l" in o or "L" in o:
            break
        if "c" in o:
            continue
        if "o" in o:
            if "v" in o:
                continue
            for piece in matches(wanted, line, o):
                process.out(prefix + (f"{n + 1}:" if "n" in o else "") + piece + "\n")
            continue
        if any(context):
            before = range(max(n - context[0], last + 1), n)
            if last >= 0 and (before.start if before else n) > last + 1:
                process.out("--\n")
            for k in before:
                process.out((f"{title}-" if many else "") + (f"{k + 1}-" if "n" in o else "") + rows[k] + "\n")
        if n > last:
            process.out(prefix + (f"{n + 1}:" if "n" in o else "") + line + "\n")
            last = n
        for k in range(n + 1, min(n + 1 + context[1], len(rows))):
            again = next((m for regex in wanted if (m := fits(regex, rows[k], o))), None)
            if (again is None) == ("v" in o):
                break
            if k > last:
                process.out((f"{title}-" if many else "") + (f"{k + 1}-" if "n" in o else "") + rows[k] + "\n")
                last = k
    if "c" in o and "q" not in o:
        process.out(f"{prefix}{count}\n")
    if ("l" in o and count) or ("L" in o and not count):
        process.out(f"{title}\n")


def fits(regex: Regex, line: str, o: Options) -> re.Match[str] | None:
    """Return the match of a line under -x (the whole line) and -w (whole words)."""
    if "x" in o:
        return regex.compiled.fullmatch(line)
    found = regex.search(line)
    while found and "w" in o:
        before, after = line[found.start() - 1 : found.start()] if found.start() else "", line[found.end() : found.end() + 1]
        if not re.fullmatch(r"\w", before or " ", re.ASCII) and not re.fullmatch(r"\w", after or " ", re.ASCII):
            break
        found = regex.search(line, found.start() + 1) if found.start() < len(line) else None
    return found


def matches(wanted: list[Regex], line: str, o: Options) -> list[str]:
    """Return every part of a line that matches, for -o."""
    out, at = [], 0
    while at <= len(line):
        found = min((m for regex in wanted if (m := regex.search(line, at))), key=lambda m: m.start(), default=None)
        if found is None:
            break
        if found[0]:
            out.append(found[0])
        at = found.end() + (not found[0])
    return out


@command("expr", options=None, least=1)
def expr(process: Process, _: Options, argv: list[str]) -> int:
    words = argv[::-1]
    try:
        value = expression(words, 0)
    except (ValueError, IndexError) as exc:
        return process.fail(str(exc) if isinstance(exc, ValueError) and str(exc) else "syntax error", status=2)
    except ZeroDivisionError:
        return process.fail("division by zero", status=2)
    if words:
        return process.fail("syntax error", status=2)
    process.out(f"{value}\n")
    return int(value in ("", "0"))


LEVELS = [["|"], ["&"], ["=", "==", "!=", "<", "<=", ">", ">="], ["+", "-"], ["*", "/", "%"], [":"]]


def expression(words: list[str], level: int) -> str:
    """Evaluate the words (last first) of ``expr`` at one level of precedence."""
    if level == len(LEVELS):
        if not words:
            raise ValueError("syntax error")
        word = words.pop()
        if word == "(":
            value = expression(words, 0)
            if not words or words.pop() != ")":
                raise ValueError("syntax error")
            return value
        if word in ("length", "match", "substr", "index", "quote") and words:
            raise NotModelled(f"expr {word}")
        return word
    left = expression(words, level + 1)
    while words and words[-1] in LEVELS[level]:
        operator = words.pop()
        left = combine(left, operator, expression(words, level + 1))
    return left


def combine(left: str, operator: str, right: str) -> str:
    """Apply one operator of ``expr``."""
    integer = re.compile(r"-?\d+")
    match operator:
        case "|":
            return left if left not in ("", "0") else right
        case "&":
            return left if left not in ("", "0") and right not in ("", "0") else "0"
        case ":":
            regex = regular(right, False)
            found = regex.search(left)
            found = found if found and found.start() == 0 else regex.compiled.match(left)
            if regex.compiled.groups:
                return found[1] or "" if found else ""
            return str(len(found[0]) if found else 0)
        case "+" | "-" | "*" | "/" | "%":
            if not (integer.fullmatch(left) and integer.fullmatch(right)):
                raise ValueError("non-numeric argument")
            a, b = int(left), int(right)
            if operator in "/%":
                quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
                return str(quotient if operator == "/" else a - quotient * b)
            return str({"+": a + b, "-": a - b, "*": a * b}[operator])
    if integer.fullmatch(left) and integer.fullmatch(right):
        order = (int(left) > int(right)) - (int(left) < int(right))
    else:
        order = (left > right) - (left < right)
    truth = {"=": order == 0, "==": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0}
    return str(int(truth.get(operator, order >= 0)))


