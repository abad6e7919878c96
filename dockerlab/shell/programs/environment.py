"""Commands about the process and the machine: ``env``, ``id``, ``date``, ``uname``, ``sleep`` …"""

from __future__ import annotations

import re
import time

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.program import search, start
from dockerlab.shell.programs.names import accounts, group_name, moment, parse_time, records, user_name
from dockerlab.shell.registry import Options, Usage, command
from dockerlab.shell.streams import octets
from dockerlab.shell.system import Suspended

__all__: list[str] = []


@command("env", options="+iu:0", long={"ignore-environment": "i", "unset=": "u"})
def env(process: Process, o: Options, argv: list[str]) -> int:
    words = argv[1:] if argv[:1] == ["-"] else list(argv)
    environment = {} if "i" in o or argv[:1] == ["-"] else dict(process.env)
    for name in o.get("u", []):
        environment.pop(name, None)
    while words and "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    if not words:
        end = "\0" if "0" in o else "\n"
        process.out("".join(f"{name}={value}{end}" for name, value in environment.items()))
        return 0
    try:
        return start(process, words, path=environment.get("PATH", process.env.get("PATH")), env=environment)
    except OSError as exc:
        return process.fail(f"can't execute '{words[0]}'", exc, 127 if exc.errno == 2 else 126)


@command("printenv", options="")
def printenv(process: Process, o: Options, names: list[str]) -> int:
    if not names:
        process.out("".join(f"{name}={value}\n" for name, value in process.env.items()))
    process.out("".join(f"{process.env[name]}\n" for name in names if name in process.env))
    return int(any(name not in process.env for name in names))


# -- who -----------------------------------------------------------------------------


@command("id", options="ugGnr")
def identify(process: Process, o: Options, names: list[str]) -> int:
    uid, gid, groups = process.cred.uid, process.cred.gid, list(process.cred.groups)
    if names:
        account = next((a for a in accounts(process) if names[0] in (a.name, str(a.uid))), None)
        if account is None:
            return process.fail(f"unknown user {names[0]}")
        uid, gid = account.uid, account.gid
        groups = [int(f[2]) for f in records(process, "/etc/group") if len(f) > 3 and account.name in f[3].split(",")]
    groups = list(dict.fromkeys([gid, *groups]))

    def named(number: int, name: str) -> str:
        return str(number) if name == str(number) else f"{number}({name})"

    user, every = user_name(process, uid), [group_name(process, g) for g in groups]
    kind = next((letter for letter in "ugG" if letter in o), "")
    if kind == "u":
        process.out(f"{user if 'n' in o else uid}\n")
    elif kind:
        shown = every if "n" in o else [str(g) for g in groups]
        process.out(" ".join(shown if kind == "G" else shown[:1]) + "\n")
    else:
        both = [named(number, name) for number, name in zip(groups, every, strict=True)]
        tail = f" groups={','.join(both)}" if names or process.cred.groups or process.gnu else ""
        process.out(f"uid={named(uid, user)} gid={both[0]}{tail}\n")
    return 0


@command("groups", options="")
def groups_(process: Process, o: Options, names: list[str]) -> int:
    process.argv = ["id", "-Gn", *names]
    return identify(process, Options({"G": [""], "n": [""]}), names)


@command("whoami", options="")
def whoami(process: Process, o: Options, names: list[str]) -> int:
    name = user_name(process, process.cred.uid)
    if name == str(process.cred.uid):
        return process.fail(f"unknown uid {name}")
    process.out(f"{name}\n")
    return 0


# -- where ---------------------------------------------------------------------------


@command("pwd", options="LP")
def pwd(process: Process, o: Options, names: list[str]) -> int:
    process.out(f"{process.cwd}\n")
    return 0


@command("hostname", options="")
def hostname(process: Process, o: Options, names: list[str]) -> int:
    if names:
        raise NotModelled("hostname with a new name")
    process.out(f"{octets(process.session.system.hostname)}\n")
    return 0


@command("uname", options="mnrso")
def uname(process: Process, o: Options, names: list[str]) -> int:
    system = process.session.system
    parts = {"s": "Linux", "n": octets(system.hostname), "r": octets(system.kernel), "m": "x86_64", "o": "GNU/Linux"}
    process.out(" ".join(parts[letter] for letter in parts if letter in (o or "s")) + "\n")
    return 0


@command("arch", options="")
def arch(process: Process, o: Options, names: list[str]) -> int:
    process.out("x86_64\n")
    return 0


@command("which", options="", least=1)
def which(process: Process, o: Options, names: list[str]) -> int:
    def place(name: str) -> str:
        if "/" not in name:
            return search(process, name, process.env.get("PATH"))[0]
        return name if process.root.may(process.path(name), 1) and not process.is_directory(name) else ""

    found = [place(name) for name in names]
    process.out("".join(f"{where}\n" for where in found if where))
    return int(not all(found))


# -- when ----------------------------------------------------------------------------


@command("sleep", options="", least=1)
def sleep(process: Process, o: Options, names: list[str]) -> int:
    total = 0.0
    for name in names:
        found = re.fullmatch(r"(\d+\.?\d*|\.\d+|infinity|inf)([smhd]?)", name)
        if not found:
            return process.fail(f"invalid number '{name}'")
        total += float(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[found[2]]
    if total == float("inf"):
        raise Suspended("sleep infinity")
    process.session.system.advance(total)
    return 0


@command("date", options="ud:r:I", long={"utc": "u", "date=": "d"})
def date(process: Process, o: Options, names: list[str]) -> int:
    seconds = process.session.system.clock()
    if "d" in o:
        found = parse_time(o.one("d"), seconds - seconds % 86400)
        if found is None:
            return process.fail(f"invalid date '{o.one('d')}'")
        seconds = found
    if "r" in o:
        try:
            seconds = process.stat(o.one("r")).mtime
        except OSError as exc:
            return process.fail(o.one("r"), exc)
    if len(names) > 1 or any(not name.startswith("+") for name in names):
        raise NotModelled(f"date {names[0]}")
    form = names[0][1:] if names else "%F" if "I" in o else "%a %b %e %H:%M:%S UTC %Y"
    process.out(formatted(form, moment(process, seconds), seconds) + "\n")
    return 0


def formatted(form: str, stamp: time.struct_time, seconds: int) -> str:
    """Format a time as strftime in the C locale."""
    plain = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y", "h": "%b",
             "s": str(seconds), "Z": "UTC", "z": "+0000", "n": "\n", "t": "\t", "%": "%%"}  # fmt: skip

    def piece(found: re.Match[str]) -> str:
        letter = found[1]
        if letter not in plain and letter not in "aAbBdeHIjkmMpSuUVwWyYGgC":
            raise NotModelled(f"date +%{letter}")
        return time.strftime(plain.get(letter, f"%{letter}"), stamp)

    return re.sub(r"%(.)", piece, form, flags=re.S)


# -- for scripts -----------------------------------------------------------------------


@command("seq", options="+ws:", least=1)
def seq(process: Process, o: Options, names: list[str]) -> int:
    if any(not re.fullmatch(r"-?\d{1,15}", name) for name in names) or len(names) > 3:
        raise NotModelled(f"seq {' '.join(names)} (only whole numbers are)")
    numbers = [int(name) for name in names]
    first, step, last = {1: (1, 1, numbers[0]), 2: (numbers[0], 1, numbers[-1]), 3: tuple(numbers)}[len(numbers)]
    if step == 0:
        raise NotModelled("seq with a step of 0")
    width = max(len(name) for name in names) if "w" in o else 0
    for n in range(first, last + (1 if step > 0 else -1), step):
        process.session.step()
        process.out((o.one("s", "\n") if n != first else "") + f"{n:0{width}d}")
    process.out("\n" if (last - first) * step >= 0 else "")
    return 0


@command("yes", options="")
def yes(process: Process, o: Options, names: list[str]) -> int:
    line = (" ".join(names) or "y") + "\n"
    while True:
        process.session.step()
        process.out(line * (1 + 65536 // len(line)))
        process.flush()


@command("mktemp", options="du")
def mktemp(process: Process, o: Options, names: list[str]) -> int:
    template = names[0] if names else f"{process.env.get('TMPDIR', '/tmp')}/tmp.{'X' * (10 if process.gnu else 6)}"
    if len(names) > 1 or not template.endswith("XXXXXX"):
        raise Usage("a template must end in XXXXXX")
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    random = process.device("/dev/urandom")
    assert random is not None
    head = template.rstrip("X") if process.gnu else template[:-6]
    made = head + "".join(letters[byte % 62] for byte in random.read(len(template) - len(head)))

    def make(name: str) -> None:
        umask, process.umask = process.umask, 0o077
        if "d" in o:
            process.root.mkdir(process.path(name))
        else:
            process.root.write(process.path(name), b"", mode=0o600)
        process.umask = umask

    if "u" not in o and process.each([made], make):
        return 1
    process.out(f"{made}\n")
    return 0


@command("sync", options="")
def sync(process: Process, o: Options, names: list[str]) -> int:
    return 0


@command("clear", options="")
def clear(process: Process, o: Options, names: list[str]) -> int:
    if process.program != "busybox":
        raise NotModelled(f"the program {process.name}")
    process.out("\x1b[H\x1b[J")
    return 0
