"""From tokens to commands: a recursive-descent parser, one function per rule of the grammar.

The shell reads, parses and runs one complete command after the other, so a
mistake in line 5 is found when the first four have already happened.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_10
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockerlab.errors import NotModelled
from dockerlab.shell.expansions import END, Expansions
from dockerlab.shell.lexer import NEWLINE, REDIRECTS, Lexer, Tokens
from dockerlab.shell.syntax import (
    NAME,
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
    Redirect,
    Redirected,
    Script,
    Simple,
    Subshell,
    While,
    Word,
    assigned,
    bare,
    quoted,
    unquoted,
)

__all__ = ["Parser"]


OWN = frozenset({"[[", "function", "select", "alias"})
BASH = "time coproc declare typeset shopt mapfile readarray pushd popd dirs builtin caller compgen disown enable"
REFUSED = {"dash": OWN - {"[["}, "bash": OWN | set(BASH.split())}  # dash does not know [[ at all


class Parser(Tokens):
    """Parses ``text`` (octets). ``commands()`` yields one complete command at a time."""

    def __init__(self, text: str, at: int = 0, line: int = 0, dialect: str = "") -> None:
        super().__init__(Lexer(text, at, line, nested, dialect))
        self.ended = ""  # the separator behind the last item

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
            if self.ended or self.peek() == NEWLINE:
                self.newlines()
            elif self.keyword() not in (*closers, END):
                self.unexpected(closers[0])
        if not items:
            self.unexpected(closers[0] if self.peek() == END else "")
        return Script(tuple(items))

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
        line, kind = self.lexer.line, self.keyword()
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
                if self.lexer.dialect == "bash" and self.lexer.text.startswith("(", self.lexer.at):
                    raise NotModelled("((…)) of bash", hint="Use $((…)).")
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
            self.lexer.error("bad for loop variable")
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
        line = self.lexer.line
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
        name = bare(words[0]) if words else ""
        if name in REFUSED.get(self.lexer.dialect, OWN):
            raise NotModelled(f"the shell's {name}", hint="Use what POSIX sh has.")
        return Simple(tuple(assignments), tuple(words), tuple(redirects), line)

    def function(self, word: Word) -> Function:
        self.take()
        self.expect(")")
        name = bare(word)
        if not NAME.fullmatch(name) and not re.fullmatch(r"[\w.-]+", name):
            self.lexer.error("bad function name")
        self.newlines()
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
            self.lexer.awaited.append(here)
            return Redirect(fd, "<<", (), here)
        return Redirect(fd, op, target)


def nested(lexer: Expansions, closer: str) -> Script:
    """Parse the inside of ``$( )`` (or of backquotes, up to END), which may be empty."""
    parser = Parser(lexer.text, lexer.at, lexer.line, lexer.dialect)
    parser.newlines()
    script = Script() if parser.keyword() == closer else parser.compound_list(closer)
    if closer != END:
        parser.expect(closer)
    lexer.at = parser.lexer.at
    return script
