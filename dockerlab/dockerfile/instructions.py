"""The instructions of a Dockerfile, as types.

A Dockerfile is a list of *stages*; a stage is a ``FROM`` and the instructions
below it; each instruction is one frozen dataclass here, so code takes a build
apart with ``match`` and mypy knows every field.  ``Instruction`` is the closed
union of all of them.  Values are as written: variables are still ``$name``
until ``expand()`` replaces them.

Two facts stand in every instruction: ``span``, its place in the text, and
``original``, the text with its continuation lines joined: what the classic
builder prints behind ``Step 2/5 :``.

Reference: https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dockerlab.dockerfile.mounts import Mount
from dockerlab.errors import Span


@dataclass(frozen=True)
class Heredoc:
    """A here-document: the lines between ``<<NAME`` and ``NAME``.

    Attributes:
        name: the delimiter, without quotes; for COPY and ADD also the file's name.
        content: the lines as written, each with its newline.
        chomp: ``<<-``: the tabs at the start of each line do not count.
        expand: the delimiter is unquoted, so COPY and ADD replace variables in it.
    """

    name: str
    content: str
    chomp: bool = False
    expand: bool = True

    @property
    def data(self) -> str:
        """The content, with leading tabs removed where ``<<-`` asks for it.

        >>> Heredoc("EOF", "\\tone\\n\\t\\ttwo\\n", chomp=True).data
        'one\\ntwo\\n'
        """
        if not self.chomp:
            return self.content
        return "".join(line.lstrip("\t") for line in self.content.splitlines(keepends=True))


@dataclass(frozen=True)
class _Written:
    """What every instruction has: a place and a text."""

    span: Span = field(repr=False)
    original: str = field(repr=False)


@dataclass(frozen=True)
class From(_Written):
    """``FROM [--platform=p] image [AS name]``; ``name`` is in lower case, or ``None``."""

    image: str
    platform: str = ""
    name: str | None = None


@dataclass(frozen=True)
class Run(_Written):
    """``RUN``: one string in ``args`` for the shell form, the words for the exec form.

    ``mount_flags`` are the texts behind ``--mount=``; ``expand()`` checks them
    and fills ``mounts``, because they may hold variables.
    """

    shell: bool
    args: tuple[str, ...]
    heredocs: tuple[Heredoc, ...] = ()
    mount_flags: tuple[str, ...] = ()
    mounts: tuple[Mount, ...] = ()
    network: str = "default"
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Copy(_Written):
    """``COPY [flags] source… dest``; here-documents are sources too."""

    sources: tuple[str, ...]
    dest: str
    heredocs: tuple[Heredoc, ...] = ()
    from_: str = ""
    chown: str = ""
    chmod: str = ""
    link: bool = False
    exclude: tuple[str, ...] = ()
    parents: bool = False
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Add(_Written):
    """``ADD``: COPY that also fetches URLs and unpacks archives.

    ``unpack`` is ``None`` unless ``--unpack`` was written: local archives are
    then unpacked and downloaded ones are not.
    """

    sources: tuple[str, ...]
    dest: str
    heredocs: tuple[Heredoc, ...] = ()
    chown: str = ""
    chmod: str = ""
    link: bool = False
    exclude: tuple[str, ...] = ()
    checksum: str = ""
    keep_git_dir: bool | None = None
    unpack: bool | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Env(_Written):
    """``ENV name=value …``; ``legacy`` is the old ``ENV name value``."""

    pairs: tuple[tuple[str, str], ...]
    legacy: bool = False


@dataclass(frozen=True)
class Arg(_Written):
    """``ARG name[=default] …``; a name without default has ``None``."""

    pairs: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Label(_Written):
    """``LABEL name=value …``; ``legacy`` is the old ``LABEL name value``."""

    pairs: tuple[tuple[str, str], ...]
    legacy: bool = False


@dataclass(frozen=True)
class Workdir(_Written):
    """``WORKDIR path``, relative to the last one unless it starts with ``/``."""

    path: str


@dataclass(frozen=True)
class User(_Written):
    """``USER user[:group]``, names or numbers."""

    user: str


@dataclass(frozen=True)
class Volume(_Written):
    """``VOLUME path …``, also as a JSON array."""

    paths: tuple[str, ...]


@dataclass(frozen=True)
class Expose(_Written):
    """``EXPOSE port[/proto] …``, as written and sorted as Docker sorts them."""

    ports: tuple[str, ...]


@dataclass(frozen=True)
class Cmd(_Written):
    """``CMD``: see Run for ``shell`` and ``args``."""

    shell: bool
    args: tuple[str, ...]


@dataclass(frozen=True)
class Entrypoint(_Written):
    """``ENTRYPOINT``: see Run for ``shell`` and ``args``."""

    shell: bool
    args: tuple[str, ...]


@dataclass(frozen=True)
class Shell(_Written):
    """``SHELL ["…", …]``: what the shell forms below it run in."""

    args: tuple[str, ...]


@dataclass(frozen=True)
class StopSignal(_Written):
    """``STOPSIGNAL signal``, a name or a number."""

    signal: str


@dataclass(frozen=True)
class Healthcheck(_Written):
    """``HEALTHCHECK [options] CMD …`` or ``HEALTHCHECK NONE``.

    Attributes:
        test: as in the image's config: ``("CMD-SHELL", text)``, ``("CMD", word, …)`` or ``("NONE",)``.
        interval, timeout, start_period, start_interval: nanoseconds, 0 when not given.
        retries: 0 when not given.
    """

    test: tuple[str, ...]
    interval: int = 0
    timeout: int = 0
    start_period: int = 0
    start_interval: int = 0
    retries: int = 0


@dataclass(frozen=True)
class Onbuild(_Written):
    """``ONBUILD instruction``: ``expression`` is what the image keeps, ``instruction`` what it means.

    Docker reads the instruction in earnest only when a child image is built,
    so a wrong one does no harm here: ``instruction`` is ``None`` then.
    """

    expression: str
    instruction: Instruction | None


@dataclass(frozen=True)
class Maintainer(_Written):
    """``MAINTAINER name`` (deprecated: write ``LABEL org.opencontainers.image.authors=…``)."""

    name: str


# fmt: off
Instruction = (
    From | Run | Copy | Add | Env | Arg | Label | Workdir | User | Volume | Expose | Cmd | Entrypoint | Shell
    | StopSignal | Healthcheck | Onbuild | Maintainer
)
# fmt: on


@dataclass(frozen=True)
class Stage:
    """One ``FROM`` and what stands below it; ``index`` counts from 0."""

    index: int
    name: str | None
    base: From
    instructions: tuple[Instruction, ...] = field(repr=False)


@dataclass(frozen=True)
class ParserWarning:
    """Something the parser let pass, from ``line`` to ``end_line``."""

    message: str
    line: int
    end_line: int


@dataclass(frozen=True)
class Dockerfile:
    """A parsed Dockerfile.

    Attributes:
        text: the text as given.
        source: its name, for messages.
        escape: the escape character, a backslash or a backtick.
        directives: the parser directives (``# check=…``), names in lower case.
        global_args: the ARG instructions before the first FROM.
        stages: in the order of the file; there is at least one.
    """

    text: str = field(repr=False)
    source: str
    escape: str
    directives: dict[str, str]
    global_args: tuple[Arg, ...]
    stages: tuple[Stage, ...]
    warnings: tuple[ParserWarning, ...] = ()
