"""From tokens to commands: a recursive-descent parser, one function per rule of the grammar.

The shell reads, parses and runs one complete command after the other, so a
mistake in line 5 is found when the first four have already happened.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_10
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

from dockerlab.errors import NotModelled
from dockerlab.shell.lexer import END, NAME, NEWLINE, Lexer, Token
from dockerlab.shell.syntax import (
    AndOr,
    Case,
    Command,
    For,
    Function,
    Group,
    HereDocument,
    If,
    Item,
    Pipeline,
    Quoted,
    Redirect,
    Redirected,
    Script,
    ShellSyntaxError,
    Simple,
    Subshell,
    Text,
    While,
    Word,
)

__all__ = ["Parser", "single_command"]

RESERVED = {"if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac", "in", "{", "}", "!"}
REDIRECTS = {"<", ">", ">>", ">|", "<<", "<<-", "<&", ">&", "<>", "&>"}
NAMED = {END, NEWLINE, "word", "redirection"}  # tokens that messages name without quotes


def bare(token: Token) -> str:
    """Return a word without any quoting or expansion as plain text, else ''."""
    if isinstance(token, str):
        return ""
    match token:
        case (Text(text, False),):
            return text
    return "".join(p.text for p in token) if all(isinstance(p, Text) and not p.quoted for p in token) else ""


class Parser(Lexer):
    """Parses ``text`` as octets. ``commands()`` yields one complete command at a time."""

    def __init__(self, text: str, at: int = 0, line: int = 0) -> None:
        super().__init__(text, at, line)
        self.peeked: Token | None = None
        self.fd: int | None = None

    # -- tokens ------------------------------------------------------------

    def peek(self) -> Token:
        """Return the next token without taking it; a descriptor number before ``<`` is kept in ``fd``."""
        if self.peeked is None:
            while self.text.startswith((" ", "\t"), self.at):
                self.at += 1
            self.fd = self.number()
            self.peeked = self.token()
        return self.peeked

    def take(self) -> Token:
        """Return the next token and go on."""
        token = self.peek()
        self.peeked = None
        return token

    def keyword(self) -> str:
        """Return the reserved word or operator that is next, '' for another word."""
        token = self.peek()
        if isinstance(token, str):
            return token
        text = bare(token)
        return text if text in RESERVED else ""

    def accept(self, *wanted: str) -> bool:
        """Take the next token if it is one of ``wanted``."""
        if self.keyword() in wanted:
            self.take()
            return True
        return False

    def expect(self, wanted: str) -> None:
        """Take ``wanted``. Raises a syntax error where something else stands."""
        if not self.accept(wanted):
            self.unexpected(wanted)

    def unexpected(self, expecting: str = "") -> NoReturn:
        """Raise ash's own message for a token in the wrong place."""
        token = self.peek()
        shown = token if isinstance(token, str) else bare(token) if bare(token) in RESERVED else "word"
        if shown in REDIRECTS:
            shown = "redirection"
        shown = shown if shown in NAMED else f'"{shown}"'
        if token == NEWLINE:
            self.at -= 1
        tail = f' (expecting "{expecting}")' if expecting else ""
        self.error(f"unexpected {shown}{tail}")

    def newlines(self) -> None:
        """Skip newlines."""
        while self.peek() == NEWLINE:
            self.take()

    # -- lists ------------------------------------------------------------------

    def commands(self) -> Iterator[Script]:
        """Yield each complete command (one line, or the lines of one compound command) as it is read."""
        while True:
            self.newlines()
            if self.peek() == END:
                return
            yield self.line_of_commands()

    def line_of_commands(self) -> Script:
        """Parse up to the newline that ends a complete command."""
        items: list[Item] = []
        while self.peek() not in (END, NEWLINE):
            items.append(self.item())
            if self.peek() not in (END, NEWLINE) and self.ended not in (";", "&"):
                self.unexpected()
        self.take() if self.peek() == NEWLINE else None
        return Script(tuple(items))

    def item(self) -> Item:
        """Parse one and-or list with the ``;`` or ``&`` behind it (kept in ``ended``)."""
        command = self.and_or()
        self.ended = self.keyword() if self.keyword() in (";", "&") else ""
        if self.ended:
            self.take()
        return Item(command, self.ended == "&")

    def compound_list(self, *closers: str) -> Script:
        """Parse a list up to, not including, one of ``closers``."""
        items: list[Item] = []
        self.newlines()
        while self.keyword() not in (*closers, END):
            items.append(self.item())
            if self.ended:
                self.newlines()
            elif self.peek() == NEWLINE:
                self.newlines()
            elif self.keyword() not in (*closers, END):
                self.unexpected(closers[0])
        if not items:
            self.unexpected(closers[0] if self.peek() == END else "")
        return Script(tuple(items))

    def script(self, closer: str) -> Script:
        """Parse the inside of ``$( )`` (or of backquotes, up to END), which may be empty."""
        sub = Parser(self.text, self.at, self.line)
        sub.newlines()
        script = Script() if sub.keyword() == closer else sub.compound_list(closer)
        sub.expect(closer) if closer != END else None
        self.at = sub.at
        return script

    def and_or(self) -> AndOr:
        """Parse ``a && b || c``."""
        first, rest = self.pipeline(), []
        while (operator := self.keyword()) in ("&&", "||"):
            self.take()
            self.newlines()
            rest.append((operator, self.pipeline()))
        return AndOr(first, tuple(rest))

    def pipeline(self) -> Pipeline:
        """Parse ``! a | b``."""
        negated = False
        while self.accept("!"):
            negated = not negated
        commands = [self.command()]
        while self.accept("|"):
            self.newlines()
            commands.append(self.command())
        return Pipeline(tuple(commands), negated)

    # -- commands -----------------------------------------------------------------

    def command(self) -> Command:
        """Parse one command with its redirections."""
        line, kind = self.line, self.keyword()
        match kind:
            case "if":
                command: Command = self.if_clause()
            case "for":
                command = self.for_clause()
            case "while" | "until":
                self.take()
                condition = self.compound_list("do")
                command = While(condition, self.do_group(), kind == "until")
            case "case":
                command = self.case_clause()
            case "(":
                self.take()
                command = Subshell(self.compound_list(")"))
                self.expect(")")
            case "{":
                self.take()
                command = Group(self.compound_list("}"))
                self.expect("}")
            case _:
                return self.simple()
        redirects = []
        while self.keyword() in REDIRECTS:
            redirects.append(self.redirect())
        return Redirected(command, tuple(redirects), line) if redirects else command

    def do_group(self) -> Script:
        self.expect("do")
        body = self.compound_list("done")
        self.expect("done")
        return body

    def if_clause(self) -> If:
        arms = []
        otherwise = None
        self.take()
        while True:
            condition = self.compound_list("then")
            self.expect("then")
            arms.append((condition, self.compound_list("fi", "elif", "else")))
            if self.accept("elif"):
                continue
            if self.accept("else"):
                otherwise = self.compound_list("fi")
            self.expect("fi")
            return If(tuple(arms), otherwise)

    def for_clause(self) -> For:
        self.take()
        name = bare(self.take())
        if not NAME.fullmatch(name):
            self.error("bad for loop variable")
        words: list[Word] | None = None
        self.newlines()
        token = self.peek()
        if not isinstance(token, str) and bare(token) == "in":
            self.take()
            words = []
            while not isinstance(token := self.peek(), str):
                words.append(token)
                self.take()
            if token not in (";", NEWLINE):
                self.unexpected()
            self.take()
        else:
            self.accept(";")
        self.newlines()
        return For(name, None if words is None else tuple(words), self.do_group())

    def case_clause(self) -> Case:
        self.take()
        word = self.take()
        if isinstance(word, str):
            self.peeked = word
            self.unexpected("word")
        self.newlines()
        self.expect("in")
        self.newlines()
        arms = []
        while not self.accept("esac"):
            self.accept("(")
            patterns = []
            while True:
                pattern = self.peek()
                if isinstance(pattern, str):
                    self.unexpected(")" if pattern == END else "")
                patterns.append(pattern)
                self.take()
                if not self.accept("|"):
                    break
            self.expect(")")
            self.newlines()
            empty = self.keyword() in (";;", "esac")
            arms.append((tuple(patterns), Script() if empty else self.compound_list(";;", "esac")))
            if self.accept(";;"):
                self.newlines()
            elif self.keyword() != "esac":
                self.unexpected(";;")
        return Case(word, tuple(arms))

    def simple(self) -> Command:
        """Parse a simple command, or a function definition."""
        assignments: list[tuple[str, Word]] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        self.peek()
        line = self.line
        while True:
            token = self.peek()
            if isinstance(token, str):
                if token in REDIRECTS:
                    redirects.append(self.redirect())
                    continue
                if token == "(" and len(words) == 1 and not assignments and not redirects:
                    return self.function(words[0])
                break
            if not words and not assignments and not redirects and self.keyword() and bare(token) not in ("in",):
                break
            self.take()
            assignment = None if words else assigned(token)
            if assignment:
                assignments.append(assignment)
            else:
                words.append(token)
        if not (assignments or words or redirects):
            self.unexpected()
        if words and bare(words[0]) in ("[[", "function", "select", "alias"):
            raise NotModelled(f"the shell's {bare(words[0])}", hint="Use what POSIX sh has.")
        return Simple(tuple(assignments), tuple(words), tuple(redirects), line)

    def function(self, word: Word) -> Function:
        self.take()
        self.expect(")")
        name = bare(word)
        if not NAME.fullmatch(name) and not re.fullmatch(r"[\w.-]+", name):
            self.error("bad function name")
        self.newlines()
        if not (self.keyword() in RESERVED or self.keyword() == "("):
            pass
        return Function(name, self.command())

    def redirect(self) -> Redirect:
        fd, op = self.fd, self.take()
        assert isinstance(op, str)
        target = self.take()
        if isinstance(target, str):
            self.peeked = target
            self.unexpected()
        if op in ("<<", "<<-"):
            here = HereDocument(unquoted(target), any(quoted(part) for part in target), op == "<<-")
            self.awaited.append(here)
            return Redirect(fd, "<<", (), here)
        return Redirect(fd, op, target)


def quoted(part: object) -> bool:
    """Say whether a part of a here-document's delimiter is quoted."""
    return isinstance(part, Quoted) or (isinstance(part, Text) and part.quoted)


def unquoted(word: Word) -> str:
    """Return a here-document's delimiter without its quotes."""
    text = ""
    for part in word:
        match part:
            case Text(piece, _):
                text += piece
            case Quoted(parts):
                text += unquoted(parts)
            case _:
                raise NotModelled("an expansion in a here-document's delimiter")
    return text


def assigned(word: Word) -> tuple[str, Word] | None:
    """Split ``name=value``."""
    if word and isinstance(word[0], Text) and not word[0].quoted:
        name, equals, value = word[0].text.partition("=")
        if equals and NAME.fullmatch(name):
            return name, (Text(value), *word[1:]) if value else word[1:]
    return None


def single_command(text: str) -> bool:
    """Say whether ``text`` is one simple command and nothing else."""
    try:
        scripts = list(Parser(text).commands())
    except (ShellSyntaxError, NotModelled):
        return False
    match scripts:
        case [Script((Item(AndOr(Pipeline((Simple(words=[_, *_]),), False), ()), False),))]:
            return True
    return False
