"""``test`` and ``[``: questions about strings, numbers and files.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/test.html
"""

from __future__ import annotations

import operator as op
import re

from dockerlab.inode import Directory, File, Special, Symlink
from dockerlab.shell.process import Process
from dockerlab.shell.registry import Options, command

__all__: list[str] = []

KINDS = {"-f": File, "-d": Directory, "-h": Symlink, "-L": Symlink}
DEVICES = {"-b": "block", "-c": "char", "-p": "fifo", "-S": "socket"}
BITS = {"-u": 0o4000, "-g": 0o2000, "-k": 0o1000}
ACCESS = {"-r": 4, "-w": 2, "-x": 1}
UNARY = {"-n", "-z", "-t", "-e", "-s", "-O", "-G", *KINDS, *DEVICES, *BITS, *ACCESS}
STRINGS = {"=": op.eq, "==": op.eq, "!=": op.ne, "<": op.lt, ">": op.gt}
NUMBERS = {"-eq": op.eq, "-ne": op.ne, "-lt": op.lt, "-le": op.le, "-gt": op.gt, "-ge": op.ge}
FILES = {"-nt": op.gt, "-ot": op.lt, "-ef": op.eq}
BINARY = {*STRINGS, *NUMBERS, *FILES}


class Complaint(Exception):
    """A test that makes no sense; status 2."""


@command("test", "[")
def test(process: Process, _: Options, argv: list[str]) -> int:
    words = list(argv)
    if process.argv[0].endswith("[") and (not words or words.pop() != "]"):
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
        joins = self.process.flavour.name != "busybox"  # three words with -a in the middle are nothing special there
        match words:
            case []:
                return False
            case [word]:
                return word != ""
            case ["!", word]:
                return word == ""
            case [left, "-a" | "-o" as both, right] if joins:
                return (left != "" and right != "") if both == "-a" else (left != "" or right != "")
            case [left, operator, right] if operator in BINARY:
                return self.binary(left, operator, right)
            case ["!", left, operator, right] if operator in BINARY:
                return not self.binary(left, operator, right)
        value = self.either()
        if self.at < len(words):
            raise Complaint(f"{words[self.at]}: unknown operand")
        return value

    def accept(self, word: str) -> bool:
        """Go past ``word`` if it is next."""
        found = self.words[self.at : self.at + 1] == [word]
        self.at += found
        return found

    def either(self) -> bool:
        value = self.both()
        while self.accept("-o"):
            value = self.both() or value
        return value

    def both(self) -> bool:
        value = self.negated()
        while self.accept("-a"):
            value = self.negated() and value
        return value

    def negated(self) -> bool:
        return not self.negated() if self.accept("!") else self.primary()

    def primary(self) -> bool:
        if self.at >= len(self.words):
            raise Complaint("argument expected")
        word, rest = self.words[self.at], self.words[self.at + 1 :]
        if len(rest) > 1 and rest[0] in BINARY:
            self.at += 3
            return self.binary(word, rest[0], rest[1])
        if len(rest) == 1 and rest[0] in BINARY and word not in UNARY and self.at == 0:
            raise Complaint(f"{rest[0]}: argument expected")
        if self.accept("("):
            value = self.either()
            if not self.accept(")"):
                raise Complaint("closing paren expected")
            return value
        if word in UNARY and rest:
            self.at += 2
            return self.unary(word, rest[0])
        self.at += 1
        return word != ""

    def unary(self, operator: str, word: str) -> bool:
        if operator in ("-n", "-z", "-t"):
            return operator != "-t" and (word != "") == (operator == "-n")
        try:
            node = self.process.stat(word, follow=operator not in ("-h", "-L"))
        except OSError:
            return False
        if operator in KINDS:
            return isinstance(node, KINDS[operator])
        if operator in DEVICES:
            return isinstance(node, Special) and node.kind == DEVICES[operator]
        if operator in BITS:
            return bool(node.mode & BITS[operator])
        if operator in ACCESS:
            return self.process.root.may(self.process.path(word), ACCESS[operator])
        if operator == "-s":
            return node.size > 0 if isinstance(node, File) else isinstance(node, Directory)
        cred = self.process.cred
        return {"-e": True, "-O": node.uid == cred.uid, "-G": node.gid == cred.gid}[operator]

    def binary(self, left: str, operator: str, right: str) -> bool:
        if operator in STRINGS:
            return bool(STRINGS[operator](left, right))
        if operator in FILES:
            return self.compare_files(left, operator, right)
        return bool(NUMBERS[operator](number(left), number(right)))

    def compare_files(self, left: str, operator: str, right: str) -> bool:
        try:
            a, b = self.process.stat(left).mtime, self.process.stat(right).mtime
        except OSError:
            return False
        if operator == "-ef":
            root = self.process.root
            return root.resolve(self.process.path(left)) == root.resolve(self.process.path(right))
        return bool(FILES[operator](a, b))


def number(word: str) -> int:
    if not re.fullmatch(r"\s*[-+]?\d+\s*", word):
        raise Complaint(f"{word}: bad number")
    return int(word)
