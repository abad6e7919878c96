"""Answers to the tasks of notebook 2: accepted ones, and rejected ones with the belief behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockerlab.exercises import Variant
from dockerlab.exercises.base_images import own, prediction, repair
from dockerlab.exercises.base_images.hosts import OTHER

Make = Callable[[Variant], Any]


def right(name: str) -> Make:
    """The solution that the exercise itself gives."""
    from dockerlab.exercises.course import exercise

    return lambda variant: exercise(f"02.{name}").answer(variant)


def said(**changed: Callable[[Variant], str]) -> Make:
    """The right predictions, but for some letters."""
    return lambda v: {**right("predict")(v), **{letter: word(v) for letter, word in changed.items()}}


def option(number: int) -> Callable[[Variant], str]:
    return lambda variant: prediction.options(variant)[number]


def words(swap: dict[str, str]) -> Make:
    """The right words with some exchanged."""
    return lambda v: {letter: swap.get(word, word) for letter, word in right("sort")(v).items()}


def with_uname_as_file(variant: Variant) -> dict[str, str]:
    """What a program prints is where the program is."""
    from dockerlab.exercises.base_images import sort

    asked = sort.questions(variant)
    return {k: "rootfs" if "uname" in asked[k].words else word for k, word in right("sort")(variant).items()}


def greeting(*lines: str) -> Make:
    return lambda variant: "\n".join(lines) + "\n"


def my_name(*lines: str) -> Make:
    """A Dockerfile in which NAME stands for the name of the learner's distribution."""
    return lambda variant: "\n".join(lines).replace('"NAME"', f'"{own.wanted_name(variant)}"') + "\n"


def chosen(base: str, instead: str) -> Make:
    """The right table with another base wherever one is right."""
    return lambda v: {k: instead if word == base else word for k, word in right("choose")(v).items()}


STATIC = "COPY --from=busybox:musl /bin/busybox /bin/"
RELEASE = 'COPY <<END /etc/os-release\nPRETTY_NAME="NAME"\nEND'

ACCEPTED: dict[str, dict[str, Make]] = {
    "predict": {
        "the truth": right("predict"),
        "with blanks": lambda v: {letter: f" {word} " for letter, word in right("predict")(v).items()},
    },
    "sort": {
        "the truth": right("sort"),
        "with blanks": lambda v: {letter: f"{word}\n" for letter, word in right("sort")(v).items()},
    },
    "repair": {
        "a static program": right("repair"),
        "the loader beside it": greeting(
            "FROM scratch",
            "COPY --from=alpine:3.23 /bin/busybox /bin/",
            "COPY --from=alpine:3.23 /lib/ld-musl-x86_64.so.1 /lib/",
            "ADD greeting.txt /",
            'ENTRYPOINT ["/bin/busybox", "cat"]',
            'CMD ["/greeting.txt"]',
        ),
        "a shell for the shell form": greeting(
            "FROM scratch",
            "COPY --from=busybox:musl /bin/sh /bin/cat /bin/",
            "COPY greeting.txt /",
            "CMD cat /greeting.txt",
        ),
        "called cat, in a stage": greeting(
            "FROM busybox:musl AS tools",
            "FROM scratch",
            "COPY --from=tools /bin/cat /cat",
            "WORKDIR /data",
            "COPY . .",
            'CMD ["/cat", "greeting.txt"]',
        ),
    },
    "own": {
        "a here-document": right("own"),
        "the file made in a stage": my_name(
            "FROM alpine:3.23 AS make",
            "RUN echo 'PRETTY_NAME=\"NAME\"' > /made",
            "FROM scratch",
            STATIC,
            "COPY --from=make /made /etc/os-release",
            'ENTRYPOINT ["/bin/busybox"]',
            'CMD ["uname", "-r"]',
        ),
        "asking /proc": my_name(
            "FROM scratch", STATIC, RELEASE, 'CMD ["/bin/busybox", "cat", "/proc/sys/kernel/osrelease"]'
        ),
    },
    "choose": {
        "the truth": right("choose"),
        "with blanks": lambda v: {letter: f" {word} " for letter, word in right("choose")(v).items()},
    },
}

REJECTED: dict[str, dict[str, tuple[Make, str]]] = {
    "predict": {
        "a base image brings its kernel": (said(c=option(1), a=option(1)), "M7"),
        "the distribution is the host's": (said(b=option(3)), ""),
        "a running image keeps its kernel": (said(e=option(0)), "M7"),
        "the distribution follows the kernel": (said(f=option(3)), ""),
        "uname is everywhere": (said(d=option(0)), ""),
    },
    "sort": {
        "everything is in the image": (words({"kernel": "rootfs"}), "M7"),
        "everything is the kernel's": (words({"rootfs": "kernel"}), ""),
        "what a program prints is in its file": (with_uname_as_file, "M7"),
    },
    "repair": {
        "a whole distribution": (greeting("FROM alpine:3.23", "COPY greeting.txt /", "CMD cat /greeting.txt"), "M7"),
        "as it was, as a list": (
            greeting(
                "FROM scratch",
                "COPY --from=alpine:3.23 /bin/busybox /bin/",
                "COPY greeting.txt /",
                'CMD ["/bin/busybox", "cat", "/greeting.txt"]',
            ),
            "",
        ),
        "static, and still the shell form": (
            greeting("FROM scratch", STATIC, "COPY greeting.txt /", "CMD /bin/busybox cat /greeting.txt"),
            "",
        ),
        "glibc's busybox": (
            greeting(
                "FROM scratch",
                "COPY --from=busybox:glibc /bin/busybox /bin/",
                "COPY greeting.txt /",
                'CMD ["/bin/busybox", "cat", "/greeting.txt"]',
            ),
            "",
        ),
        "the greeting written down": (
            lambda v: f'FROM scratch\n{STATIC}\nCMD ["/bin/busybox", "echo", "{repair.greeting(v)}"]\n',
            "",
        ),
        "a RUN from scratch": (greeting("FROM scratch", "RUN cat /greeting.txt"), "error"),
    },
    "own": {
        "Alpine under another name": (my_name("FROM alpine:3.23", RELEASE, 'CMD ["uname", "-r"]'), "M7"),
        "the release written down": (
            my_name("FROM scratch", STATIC, RELEASE, f'CMD ["/bin/busybox", "echo", "{OTHER}"]'),
            "M7",
        ),
        "the release in a file": (
            my_name("FROM scratch", STATIC, RELEASE, "COPY <<END /kernel", "6.8.0-52-generic", "END",
                    'CMD ["/bin/busybox", "cat", "/kernel"]'),
            "M7",
        ),
        "without a name": (my_name("FROM scratch", STATIC, 'CMD ["/bin/busybox", "uname", "-r"]'), ""),
        "without the loader": (
            my_name("FROM scratch", "COPY --from=alpine:3.23 /bin/busybox /bin/", RELEASE, 'CMD ["/bin/busybox", "uname", "-r"]'),
            "",
        ),
    },
    "choose": {
        "a base has the kernel that is needed": (chosen("VM", "debian:trixie-slim"), "M7"),
        "always Alpine": (chosen("debian:trixie-slim", "alpine:3.23"), ""),
        "always a whole distribution": (chosen("scratch", "debian:trixie-slim"), ""),
        "always a reason": (chosen("kernel", "packages"), "M7"),
    },
}  # fmt: skip
