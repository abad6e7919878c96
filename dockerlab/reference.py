"""References: what ``web``, ``ubuntu:24.04`` and ``ghcr.io/a/b@sha256:…`` mean.

What people type is short for a full name: a *domain* (which registry), a *path*
in it (the repository), and a *tag* or a *digest* (which image).  ``ubuntu`` is
``docker.io/library/ubuntu:latest``.  A first part counts as a domain only if it
could not be a path: it holds a dot or a colon, is ``localhost``, or has capitals.

Grammar and rules: https://pkg.go.dev/github.com/distribution/reference
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dockerlab.digest import Digest
from dockerlab.errors import InvalidReference

__all__ = ["Reference", "matches", "order", "parse", "parse_any", "parse_plain"]

DEFAULT_DOMAIN, LEGACY_DOMAIN, OFFICIAL = "docker.io", "index.docker.io", "library/"
LONGEST_PATH = 255

ALPHANUMERIC = "[a-z0-9]+"
COMPONENT = rf"{ALPHANUMERIC}(?:(?:[._]|__|-+){ALPHANUMERIC})*"
LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
DOMAIN = rf"(?:{LABEL}(?:\.{LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
NAME = rf"(?:({DOMAIN})/)?({COMPONENT}(?:/{COMPONENT})*)"
TAG = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
REFERENCE = re.compile(rf"{NAME}(?::({TAG}))?(?:@({DIGEST}))?")
IDENTIFIER = re.compile("[a-f0-9]{64}")
HEX_DIGITS = {"sha256": 64, "sha384": 96, "sha512": 128}  # the algorithms a digest may have


@dataclass(frozen=True)
class Reference:
    """A full name. ``str()`` is the canonical form, ``familiar`` the short one that Docker prints.

    >>> parse("ubuntu:24.04")
    Reference('docker.io/library/ubuntu:24.04')
    >>> parse("docker.io/library/ubuntu:24.04").familiar
    'ubuntu:24.04'
    """

    domain: str
    path: str
    tag: str | None = None
    digest: Digest | None = None

    def __repr__(self) -> str:
        return f"Reference({str(self)!r})"

    def __str__(self) -> str:
        return self.name + self._suffix

    @property
    def _suffix(self) -> str:
        return (f":{self.tag}" if self.tag else "") + (f"@{self.digest}" if self.digest else "")

    @property
    def name(self) -> str:
        """The repository: domain and path."""
        return f"{self.domain}/{self.path}" if self.domain else self.path

    @property
    def familiar_name(self) -> str:
        """The repository as Docker prints it: ``docker.io/`` and ``library/`` left out."""
        if self.domain != DEFAULT_DOMAIN:
            return self.name
        short = self.path.removeprefix(OFFICIAL)
        return self.path if "/" in short else short

    @property
    def familiar(self) -> str:
        """The whole reference as Docker prints it."""
        return self.familiar_name + self._suffix

    def tagged(self) -> Reference:
        """Return the reference with ``:latest`` where it names neither a tag nor a digest."""
        return self if self.tag or self.digest else replace(self, tag="latest")

    def only_name(self) -> Reference:
        """Return the repository alone."""
        return Reference(self.domain, self.path)


def parse(text: str) -> Reference:
    """Return what a person's ``text`` means, defaults filled in (no tag is added: see ``tagged``).

    Raises:
        InvalidReference: in Docker's words.

    >>> parse("localhost:5000/web@sha256:" + "0" * 64).domain
    'localhost:5000'
    >>> parse("Web")
    Traceback (most recent call last):
    ...
    dockerlab.errors.InvalidReference: invalid reference format: repository name (library/Web) must be lowercase
    Try: Image names are written in lower case; tags may have capitals.
    """
    if IDENTIFIER.fullmatch(text):
        raise InvalidReference(f"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings")
    domain, rest = split_domain(text)
    remote = rest.partition(":")[0]
    if remote.lower() != remote:
        raise InvalidReference(
            f"invalid reference format: repository name ({remote}) must be lowercase",
            hint="Image names are written in lower case; tags may have capitals.",
        )
    return parse_plain(f"{domain}/{rest}")


def split_domain(text: str) -> tuple[str, str]:
    """Return the domain and the rest, Docker Hub's being the default.

    >>> split_domain("redis"), split_domain("me/redis"), split_domain("localhost/redis")
    (('docker.io', 'library/redis'), ('docker.io', 'me/redis'), ('localhost', 'redis'))
    """
    first, slash, rest = text.partition("/")
    if not slash or not (first == "localhost" or "." in first or ":" in first or first.lower() != first):
        first, rest = DEFAULT_DOMAIN, text
    if first in (DEFAULT_DOMAIN, LEGACY_DOMAIN):
        return DEFAULT_DOMAIN, rest if "/" in rest else OFFICIAL + rest
    return first, rest


def parse_plain(text: str) -> Reference:
    """Return ``text`` taken apart by the grammar alone, without any default.

    >>> parse_plain("ubuntu").name, parse_plain("test:5000/repo:tag").domain
    ('ubuntu', 'test:5000')
    """
    found = REFERENCE.fullmatch(text)
    if found is None:
        if not text:
            raise InvalidReference("repository name must have at least one component")
        if REFERENCE.fullmatch(text.lower()):
            raise InvalidReference("repository name must be lowercase")
        raise InvalidReference("invalid reference format", hint="A reference is [domain/]path[:tag][@digest].")
    domain, path, tag, digest = found.groups()
    if len(path) > LONGEST_PATH:
        raise InvalidReference(f"repository name must not be more than {LONGEST_PATH} characters")
    if digest is not None:
        algorithm, _, digits = digest.partition(":")
        if algorithm not in HEX_DIGITS:
            raise InvalidReference("unsupported digest algorithm")
        if len(digits) != HEX_DIGITS[algorithm]:
            raise InvalidReference("invalid checksum digest length")
        if digits.lower() != digits:
            raise InvalidReference("invalid checksum digest format")
    return Reference(domain or "", path, tag, None if digest is None else Digest(digest))


def parse_any(text: str) -> Reference | Digest:
    """Return an image's ID where ``text`` is one in full, else the reference that it is.

    >>> parse_any("0" * 64) == parse_any("sha256:" + "0" * 64) == "sha256:" + "0" * 64
    True
    """
    if IDENTIFIER.fullmatch(text):
        return Digest(f"sha256:{text}")
    algorithm, _, digits = text.partition(":")
    if re.fullmatch("[a-f0-9]+", digits) and HEX_DIGITS.get(algorithm) == len(digits):
        return Digest(text)
    return parse(text)


def matches(pattern: str, reference: Reference) -> bool:
    """Say whether ``pattern`` (``docker images 'my/*'``) fits a reference: ``*`` and ``?`` do not cross a slash.

    Raises InvalidReference where the pattern is broken.

    >>> matches("u*", parse("ubuntu:24.04")), matches("*", parse("me/app"))
    (True, False)
    """
    regex = re.compile(glob(pattern), re.DOTALL)
    return any(regex.fullmatch(text) for text in (reference.familiar, reference.familiar_name))


def glob(pattern: str) -> str:
    """Return the regular expression for one of Go's ``path.Match`` patterns."""
    out, rest = "", list(reversed(pattern))
    while rest:
        match char := rest.pop():
            case "*":
                out += "[^/]*"
            case "?":
                out += "[^/]"
            case "[":
                out += character_class(rest)
            case _:
                rest.append(char)
                out += re.escape(character(rest, ""))
    return out


def character_class(rest: list[str]) -> str:
    """Take ``^a-z]`` off the end of ``rest`` (which is reversed); return it as a regular expression."""
    negated = rest[-1:] == ["^"] and bool(rest.pop())
    ranges: list[str] = []
    while not (ranges and rest[-1:] == ["]"]):
        low = high = character(rest, "-]")
        if rest[-1:] == ["-"]:
            rest.pop()
            high = character(rest, "-]")
        ranges.append(f"[{re.escape(low)}-{re.escape(high)}]" if low <= high else "(?!)")
    rest.pop()
    return f"(?:(?!{'|'.join(ranges)}).)" if negated else f"(?:{'|'.join(ranges)})"


def character(rest: list[str], forbidden: str) -> str:
    """Take one character, perhaps behind a backslash, off the end of ``rest``."""
    char = rest.pop() if rest else ""
    if char == "\\":
        char, forbidden = (rest.pop() if rest else ""), ""
    if not char or char in forbidden:
        raise InvalidReference("syntax error in pattern")
    return char


def order(text: str) -> tuple[int, str]:
    """The sort key of lists of references: the most telling first, then by text; what does not parse comes last."""
    try:
        found = parse_any(text)
    except InvalidReference:
        return (5, text)
    match found:
        case Reference(tag=tag, digest=digest) if tag and digest:
            return (0, text)
        case Reference(tag=tag) if tag:
            return (1, text)
        case Reference(digest=digest) if digest:
            return (2, text)
        case Reference():
            return (3, text)
    return (4, text)
