"""``sh``, and the commands that the shell and the system both have: ``echo``, ``printf``, ``test``, ``true``."""

from __future__ import annotations

from dockerlab.errors import NotModelled
from dockerlab.shell import builtins as builtins  # fills the shell's table
from dockerlab.shell.builtins.variables import OPTIONS
from dockerlab.shell.interpreter import Shell
from dockerlab.shell.process import Process
from dockerlab.shell.registry import Options, command
from dockerlab.shell.state import Variable

__all__: list[str] = []

DEFAULTS = {"IFS": " \t\n", "OPTIND": "1", "PS1": r"\w \$ ", "PS2": "> ", "PS4": "+ "}


@command("sh", "ash", "dash", "bash")
def sh(process: Process, _: Options, argv: list[str]) -> int:
    words = argv
    options: set[str] = set()
    text: str | None = None
    wants_text = reads_stdin = False
    while words and words[0][:1] in ("-", "+") and len(words[0]) > 1:
        word = words[0]
        words = words[1:]
        if word == "--":
            break
        for letter in word[1:]:
            if letter == "c":
                wants_text = True
            elif letter == "s":
                reads_stdin = True
            elif letter == "l":
                raise NotModelled("a login shell")
            elif letter == "i":
                raise NotModelled("an interactive shell")
            elif letter == "o":
                if not words or words[0] not in OPTIONS.values():
                    raise NotModelled(f"{process.name} -o {' '.join(words[:1])}")
                options.add(next(key for key, value in OPTIONS.items() if value == words[0]))
                words = words[1:]
            elif letter in OPTIONS and letter != "v":
                options.add(letter)
            else:
                raise NotModelled(f"the option -{letter} of {process.name}")
    name, offset, speaker = process.argv[0], 1, ""
    if wants_text:
        if not words:
            raise NotModelled(f"{process.name} -c without a command")
        text, words = words[0], words[1:]
        offset = 0 if process.flavour.name == "busybox" else 1
        if words:
            name, words = words[0], words[1:]
    elif words and not reads_stdin:
        name, words = words[0], words[1:]
        speaker = name
        try:
            text = process.text(name)
        except OSError as exc:
            reason = exc.strerror or ""
            if process.flavour.name != "busybox" and (process.flavour.name, exc.errno) != ("dash", 2):
                raise NotModelled(f"what {process.flavour.name} says of a script it cannot read") from exc
            if process.flavour.name == "dash":
                process.err(f"{process.argv[0]}: 0: cannot open {name}: No such file\n")
            elif process.flavour.version >= (1, 38) and exc.errno == 2:
                process.err(f"{process.argv[0]}: line 0: can't open {name}: no such file\n")
            else:
                process.err(f"{process.argv[0]}: can't open '{name}': {reason}\n")
            return 2
    shell = Shell(process, name, words, offset=offset, speaker=speaker, pid=process.pid, options=options)
    if text is None:
        shell.options.add("s")
    elif wants_text:
        shell.options.add("c")
    shell.variables = {key: Variable(value, exported=True) for key, value in process.env.items() if key.isidentifier()}
    for key, value in DEFAULTS.items():
        if key not in shell.variables or key in ("IFS", "OPTIND"):
            shell.variables[key] = Variable(value)
    shell.variables["PWD"] = Variable(process.cwd, exported=True)
    if process.flavour.name != "dash":
        level = shell.get("SHLVL") or "0"
        shell.variables["SHLVL"] = Variable(str(int(level) + 1 if level.isdigit() else 1), exported=True)
    shell.variables["PPID"] = Variable("0")
    shell.variables.setdefault("PATH", Variable("/sbin:/usr/sbin:/bin:/usr/bin"))
    if text is not None:
        script = text
        return shell.main(lambda: shell.run_text(script))
    return shell.main(lambda: from_stdin(shell))


def from_stdin(shell: Shell) -> int:
    """Read commands from standard input, no further than each needs: the rest is for the commands."""
    stream = shell.process.stdin()
    text = stream.read().decode("latin-1")
    return shell.run_text(text)


@command("true")
def true(process: Process, _: Options, argv: list[str]) -> int:
    return 0


@command("false")
def false(process: Process, _: Options, argv: list[str]) -> int:
    return 1
