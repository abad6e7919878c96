"""Questions about what a container runs, is told, and keeps."""

from __future__ import annotations

from dockerlab.exercises.inventory.item import Item, printed, ran

__all__ = ["CONTAINERS"]

WORDS = {"c": "`c`", "a c": "`a c`", "a b c": "`a b c`"}
HOME = {"/root": "`/root`", "$HOME": "`$HOME`", "empty": "an empty line"}
BUILD = "docker build -q -t app . > /dev/null; "


def both_words() -> str:
    _, shown = ran(
        {"Dockerfile": 'FROM busybox\nENTRYPOINT ["echo", "a"]\nCMD ["b"]\n'}, BUILD + "docker run --rm app c"
    )
    return printed(WORDS, shown.stdout)


def variable() -> str:
    _, shown = ran({"Dockerfile": 'FROM busybox\nCMD ["echo", "$HOME"]\n'}, BUILD + "docker run --rm app")
    return printed(HOME, shown.stdout)


def quotes() -> str:
    _, shown = ran({"Dockerfile": "FROM busybox\nCMD ['echo', 'hi']\n"}, BUILD + "docker run --rm app")
    return "hi" if shown.stdout == "hi\n" else "shell" if "not found" in shown.stderr else "build"


def stopping() -> str:
    app = "#!/bin/sh\ntrap 'exit 0' TERM\nwhile :; do sleep 1; done\n"
    dockerfile = "FROM debian:13-slim\nCOPY --chmod=755 app /bin/\nCMD app\n"
    lab, shown = ran({"Dockerfile": dockerfile, "app": app}, BUILD + "docker run -d --name one app")
    assert shown.status == 0
    before = lab.engine.clock.now
    lab.run("docker stop one")
    waited = lab.engine.clock.now - before
    return "once" if waited < 5 else "ten" if waited < 15 else "never"


def in_a_volume() -> str:
    commands = """docker run --name one -v data:/data busybox sh -c 'echo 1 > /data/f'
docker commit one saved > /dev/null
docker run --rm saved ls /data"""
    _, shown = ran({}, commands)
    return (
        "with"
        if "f" in shown.commands[-1].stdout.split()
        else "without"
        if shown.commands[1].status == 0
        else "refused"
    )


CONTAINERS = (
    Item(
        "M17",
        "A container writes `/data/f`, where a volume is mounted. Then it is committed. In the new image, `/data` is…",
        {
            "with": "there, with the file",
            "without": "there or not, but without the file",
            "refused": "no matter: commit refuses",
        },
        in_a_volume,
        5,
    ),
    Item("M3", '`ENTRYPOINT ["echo", "a"]` and `CMD ["b"]`. `docker run app c` prints…', WORDS, both_words, 11),
    Item("M4", '`CMD ["echo", "$HOME"]` prints…', HOME, variable, 11),
    Item(
        "M14",
        "`app` ends when it gets SIGTERM. A Debian image has `CMD app`, in shell form. `docker stop` takes…",
        {
            "once": "a moment: `app` gets the signal and ends",
            "ten": "ten seconds: the shell gets the signal, `app` does not",
            "never": "for ever: a shell cannot be stopped",
        },
        stopping,
        11,
    ),
    Item(
        "M26",
        "`CMD ['echo', 'hi']`, with single quotes. `docker run` of the image…",
        {"hi": "prints `hi`", "shell": "says that `[echo,` was not found", "build": "never happens: the build fails"},
        quotes,
        11,
    ),
)
