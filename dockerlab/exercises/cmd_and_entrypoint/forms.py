"""Task 2: shell form or exec form?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.engine import Engine
from dockerlab.errors import LabError
from dockerlab.exercises.cmd_and_entrypoint.running import built, printed, stop
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "questions"]

LETTERS = "abcdef"
FORMS = ("shell", "exec")
SHAPE = 'a dictionary: {"a": "shell", "b": "exec", …} for the letters a to f'
DEBIAN, BUSYBOX = "FROM debian:trixie-slim", "FROM busybox"
TRAP = "#!/bin/sh\ntrap 'exit 0' TERM\nsleep 1000 &\nwait\n"
SERVER = f"{DEBIAN}\nCOPY --chmod=755 server /usr/local/bin/"


@dataclass(frozen=True)
class Wish:
    """What a container must do; the two forms to choose from below ``above``; how to see which does it."""

    words: str
    above: str
    shell: str
    exec: str
    seen: Callable[[Engine], str]
    wanted: Callable[[str], bool]
    misconception: str


def run(*args: str) -> Callable[[Engine], str]:
    """Return what prints the output of a container."""
    return lambda engine: printed(engine, *args)


def seconds(engine: Engine) -> str:
    """Return how long a stop takes, in words."""
    return f"docker stop took {stop(engine).seconds:.0f} s"


WISHES = (
    Wish("the value of $name is printed", f"{BUSYBOX}\nENV name=ada", "CMD echo hello, $name",
         'CMD ["echo", "hello, $name"]', run(), lambda text: "ada" in text, "M4"),
    Wish("$name itself is printed, as it stands there", f"{BUSYBOX}\nENV name=ada", "CMD echo hello, $name",
         'CMD ["echo", "hello, $name"]', run(), lambda text: "$name" in text, "M4"),
    Wish("two commands run, one after the other", BUSYBOX, "CMD echo one && echo two",
         'CMD ["echo", "one", "&&", "echo", "two"]', run(), lambda text: text == "one\ntwo", "M4"),
    Wish("all files of /etc that begin with p are listed", BUSYBOX, "CMD ls -d /etc/p*", 'CMD ["ls", "-d", "/etc/p*"]',
         run(), lambda text: "/etc/passwd" in text, "M4"),
    Wish("`docker run image Ada` greets Ada", BUSYBOX, "ENTRYPOINT echo hello", 'ENTRYPOINT ["echo", "hello"]',
         run("Ada"), lambda text: "Ada" in text, "M3"),
    Wish("server gets the signal of docker stop (Debian)", SERVER, "CMD server", 'CMD ["server"]', seconds,
         lambda text: "took 0" in text, "M14"),
    Wish("server gets the signal of docker stop (as ENTRYPOINT)", SERVER, "ENTRYPOINT server",
         'ENTRYPOINT ["server"]', seconds, lambda text: "took 0" in text, "M14"),
    Wish("the image, which has no shell, prints its file", "FROM busybox:musl AS tools\nFROM scratch\n"
         "COPY --from=tools /bin/busybox /bin/cat\nCOPY server /file", "CMD /bin/cat /file",
         'CMD ["/bin/cat", "/file"]', run(), lambda text: "trap" in text, "M3"),
)  # fmt: skip


@cache
def outcome(wish: Wish, form: str) -> str:
    """Return what one of the two forms did, in one line."""
    line = wish.shell if form == "shell" else wish.exec
    try:
        return wish.seen(built(f"{wish.above}\n{line}\n", {"server": TRAP}))
    except LabError as exc:
        return exc.message


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's six questions by letter: exactly one form fulfils each wish."""
    shells = [wish for wish in WISHES if wish.wanted(outcome(wish, "shell"))]
    others = [wish for wish in WISHES if wish not in shells]
    drawn = [*variant.sample("shells", shells, min(3, len(shells))), *variant.sample("execs", others, 3)]
    found = {}
    for letter, wish in zip(LETTERS, variant.shuffle("order", drawn), strict=True):
        good = [form for form in FORMS if wish.wanted(outcome(wish, form))]
        assert len(good) == 1, wish
        told = "; ".join(f"{form}: {outcome(wish, form).splitlines()[0][:70]}" for form in FORMS if outcome(wish, form))
        found[letter] = Question(f"{wish.words}\n{wish.shell}   or   {wish.exec}", good[0], told, wish.misconception)
    return found


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Six choices; both forms are run in the model."""
    return judged(answer, questions(variant), SHAPE, FORMS)


EXERCISE = Exercise(
    id="11.forms",
    title="Shell or exec?",
    points=15,
    task=lambda variant: listed(questions(variant), FORMS),
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="The shell form starts a shell, and whatever needs one needs this form: variables, &&, "
    "patterns. The exec form starts "
    "the program itself: it gets the signals and the words behind the image's name, and needs no shell in the image.",
    hints=(
        "Does the wish need a shell that reads the text, or a program that is alone?",
        "$, && and * are the shell's business. Signals and further words reach only what is started directly.",
        "Variables, && and * : shell. Signals, arguments, an image without a shell, a text left as it is: exec.",
    ),
    shape=SHAPE,
    misconceptions=("M3", "M4", "M14"),
)
