"""Commands about the process and the machine: ``env``, ``id``, ``date``, ``uname``, ``sleep`` …"""

from __future__ import annotations

import re
import time

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.program import search
from dockerlab.shell.programs.find import start
from dockerlab.shell.programs.names import accounts, group_name, moment, parse_time, records, user_name
from dockerlab.shell.registry import Options, Usage, command
from dockerlab.shell.streams import octets
from dockerlab.shell.system import Suspended

__all__: list[str] = []


@command("env", options="+iu:0", long={"ignore-environment": "i", "unset=": "u"})
def env(process: Process, o: Options, argv: list[str]) -> int:
    words = argv[1:] if argv[:1] == ["-"] else argv
    environment = {} if "i" in o or argv[:1] == ["-"] else dict(process.env)
    for name in o.get("u", []):
        environment.pop(name, None)
    while words and "=" in words[0]:
        name, _, value = words[0].partition("=")
        environment[name] = value
        words = words[1:]
    if not words:
        end = "\0" if "0" in o else "\n"
        process.out("".join(f"{name}={value}{end}" for name, value in environment.items()))
        return 0
    path = environment.get("PATH", process.env.get("PATH"))
    if "/" not in words[0]:
        where, _ = search(process, words[0], path)
        if not where:
            return process.fail(f"can't execute '{words[0]}': No such file or directory", status=127)
    try:
        return start(process, words, env={**environment})
    except OSError as exc:
        return process.fail(f"can't execute '{words[0]}'", exc, 127 if exc.errno == 2 else 126)


@command("printenv", options="")
def printenv(process: Process, o: Options, names: list[str]) -> int:
    if not names:
        process.out("".join(f"{name}={value}\n" for name, value in process.env.items()))
        return 0
    for name in names:
        if name in process.env:
            process.out(f"{process.env[name]}\n")
    return int(any(name not in process.env for name in names))


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
    user, group = user_name(process, uid), group_name(process, gid)
    if "u" in o:
        process.out(f"{user if 'n' in o else uid}\n")
    elif "g" in o:
        process.out(f"{group if 'n' in o else gid}\n")
    elif "G" in o:
        process.out(" ".join(group_name(process, g) if "n" in o else str(g) for g in groups) + "\n")
    else:

        def named(number: int, name: str) -> str:
            return str(number) if name == str(number) else f"{number}({name})"

        every = ",".join(named(g, group_name(process, g)) for g in groups)
        tail = f" groups={every}" if names or process.cred.groups or process.gnu else ""
        process.out(f"uid={named(uid, user)} gid={named(gid, group)}{tail}\n")
    return 0


@command("groups", options="")
def groups_(process: Process, o: Options, names: list[str]) -> int:
    process.argv = ["id", "-Gn", *names]
    return identify(process, Options({"G": [""], "n": [""]}), names)


@command("pwd", options="LP")
def pwd(process: Process, o: Options, names: list[str]) -> int:
    process.out(f"{process.cwd}\n")
    return 0


@command("whoami", options="")
def whoami(process: Process, o: Options, names: list[str]) -> int:
    name = user_name(process, process.cred.uid)
    if name == str(process.cred.uid):
        return process.fail(f"unknown uid {name}")
    process.out(f"{name}\n")
    return 0


@command("hostname", options="")
def hostname(process: Process, o: Options, names: list[str]) -> int:
    if names:
        raise NotModelled("hostname with a new name")
    process.out(f"{octets(process.session.system.hostname)}\n")
    return 0


@command("uname", options="amnrspvio")
def uname(process: Process, o: Options, names: list[str]) -> int:
    system = process.session.system
    parts = {"s": "Linux", "n": octets(system.hostname), "r": octets(system.kernel), "m": "x86_64", "o": "GNU/Linux"}
    for letter in "avip":
        if letter in o:
            raise NotModelled(f"the option -{letter} of uname (it tells when the kernel was built)")
    process.out(" ".join(parts[letter] for letter in parts if letter in o or (not o and letter == "s")) + "\n")
    return 0


@command("arch", options="")
def arch(process: Process, o: Options, names: list[str]) -> int:
    process.out("x86_64\n")
    return 0


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


@command("date", options="ud:+I:R:r:s:D:", long={"utc": "u", "date=": "d"})
def date(process: Process, o: Options, names: list[str]) -> int:
    seconds = process.session.system.clock()
    for letter in "RsD+":
        if letter in o:
            raise NotModelled(f"the option -{letter} of date")
    if "d" in o:
        midnight = seconds - seconds % 86400
        found = parse_time(o.one("d"), midnight)
        if found is None:
            return process.fail(f"invalid date '{o.one('d')}'")
        seconds = found
    if "r" in o:
        try:
            seconds = process.stat(o.one("r")).mtime
        except OSError as exc:
            return process.fail(o.one("r"), exc)
    form = "%a %b %e %H:%M:%S UTC %Y"
    if "I" in o:
        precision = {
            "": "%F",
            "date": "%F",
            "hours": "%FT%H+00:00",
            "minutes": "%FT%H:%M+00:00",
            "seconds": "%FT%T+00:00",
        }
        if o.one("I") not in precision:
            raise NotModelled(f"date -I{o.one('I')}")
        form = precision[o.one("I")]
    if names:
        if not names[0].startswith("+") or len(names) > 1:
            raise NotModelled(f"date {names[0]}")
        form = names[0][1:]
    process.out(formatted(form, moment(process, seconds), seconds) + "\n")
    return 0


def formatted(form: str, stamp: time.struct_time, seconds: int) -> str:
    """Format a time as strftime in the C locale."""
    plain = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y", "c": "%a %b %e %H:%M:%S %Y", "h": "%b",
             "r": "%I:%M:%S %p", "x": "%m/%d/%y", "X": "%H:%M:%S"}  # fmt: skip

    def piece(found: re.Match[str]) -> str:
        letter = found[1]
        if letter in plain:
            return re.sub(r"%(.)", piece, plain[letter])
        match letter:
            case "s":
                return str(seconds)
            case "Z":
                return "UTC"
            case "z":
                return "+0000"
            case "N":
                raise NotModelled("nanoseconds in date")
            case "n" | "t" | "%":
                return {"n": "\n", "t": "\t", "%": "%"}[letter]
            case "e" | "k":
                return f"{stamp.tm_mday if letter == 'e' else stamp.tm_hour:2}"
        if letter in "aAbBdHIjmMpSuUVwWyYGgC":
            return time.strftime(f"%{letter}", stamp)
        raise NotModelled(f"date +%{letter}")

    return re.sub(r"%(.)", piece, form, flags=re.S)


@command("seq", options="+ws:", least=1)
def seq(process: Process, o: Options, names: list[str]) -> int:
    if any(not re.fullmatch(r"-?\d{1,15}", name) for name in names) or len(names) > 3:
        raise NotModelled(f"seq {' '.join(names)} (only whole numbers are)")
    numbers = [int(name) for name in names]
    first, step, last = {1: (1, 1, numbers[0]), 2: (numbers[0], 1, numbers[-1]), 3: tuple(numbers)}[len(numbers)]
    if step == 0:
        raise NotModelled("seq with a step of 0")
    width = max(len(name) for name in names) if "w" in o else 0
    separator, n, begun = o.one("s", "\n"), first, False
    while n <= last if step > 0 else n >= last:
        process.session.step()
        process.out((separator if begun else "") + f"{n:0{width}d}")
        n, begun = n + step, True
    process.out("\n" if begun else "")
    return 0


@command("yes", options="")
def yes(process: Process, o: Options, names: list[str]) -> int:
    line = (" ".join(names) or "y") + "\n"
    while True:
        process.session.step()
        process.out(line * (1 + 65536 // len(line)))
        process.flush()


@command("which", options="a", least=1)
def which(process: Process, o: Options, names: list[str]) -> int:
    if "a" in o:
        raise NotModelled("the option -a of which")
    status = 0
    for name in names:
        if "/" in name:
            where = name if process.root.may(process.path(name), 1) and not process.is_directory(name) else ""
        else:
            where, _ = search(process, name, process.env.get("PATH"))
        if where:
            process.out(f"{where}\n")
        else:
            status = 1
    return status


@command("mktemp", options="duqp:t")
def mktemp(process: Process, o: Options, names: list[str]) -> int:
    for letter in "qpt":
        if letter in o:
            raise NotModelled(f"the option -{letter} of mktemp")
    template = names[0] if names else f"{process.env.get('TMPDIR', '/tmp')}/tmp.{'X' * (10 if process.gnu else 6)}"
    if not template.endswith("XXXXXX"):
        raise NotModelled(f"mktemp {template}") if len(names) > 1 else Usage("a template must end in XXXXXX")
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    random = process.device("/dev/urandom")
    assert random is not None
    head = template.rstrip("X") if process.gnu else template[:-6]
    name = head + "".join(letters[byte % 62] for byte in random.read(len(template) - len(head)))
    try:
        if "u" not in o:
            umask, process.umask = process.umask, 0o077
            if "d" in o:
                process.root.mkdir(process.path(name))
            else:
                process.root.write(process.path(name), b"", mode=0o600)
            process.umask = umask
    except OSError as exc:
        return process.fail(name, exc)
    process.out(f"{name}\n")
    return 0


@command("nproc", options="")
def nproc(process: Process, o: Options, names: list[str]) -> int:
    raise NotModelled("nproc (the lab has no processors)")


@command("sync", "clear", options="")
def nothing(process: Process, o: Options, names: list[str]) -> int:
    return 0
