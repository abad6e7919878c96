"""``test`` and ``[``: questions about strings, numbers and files.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/test.html
"""

from __future__ import annotations

import re

from dockerlab.inode import Directory, File, Node, Special, Symlink
from dockerlab.shell.process import Process
from dockerlab.shell.registry import Options, command

__all__: list[str] = []


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
        words, binary = self.words, BINARY
        if self.process.flavour.name == "busybox":
            binary = BINARY - {"-a", "-o"}  # three words with -a in the middle get no special treatment there
        match words:
            case []:
                return False
            case [word]:
                return word != ""
            case ["!", word]:
                return word == ""
            case [left, operator, right] if operator in binary:
                return self.binary(left, operator, right)
            case ["!", left, operator, right] if operator in binary:
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
        if rest and rest[0] in BINARY - {"-a", "-o"} and len(rest) > 1:
            self.at += 3
            return self.binary(word, rest[0], rest[1])
        if len(rest) == 1 and rest[0] in BINARY - {"-a", "-o"} and word not in UNARY and self.at == 0:
            raise Complaint(f"{rest[0]}: argument expected")
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
