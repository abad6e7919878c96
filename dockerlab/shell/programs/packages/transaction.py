"""Carrying a plan out: ask, fetch, unpack, and keep apt's own marks and logs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from dockerlab.inode import Directory, File, Filler
from dockerlab.mirror.catalogue import stanza
from dockerlab.shell.process import Process
from dockerlab.shell.programs.packages import dpkg
from dockerlab.shell.programs.packages.call import Apt
from dockerlab.shell.programs.packages.lists import LISTS, Candidate, internet
from dockerlab.shell.programs.packages.plan import Plan
from dockerlab.shell.programs.packages.report import DOWNLOAD, UNPACK, amount, rate, spend

__all__ = ["automatic", "clean", "clean_lists", "install", "mark", "remove", "show_extras", "show_idle"]

ARCHIVES, STATES = "/var/cache/apt/archives", "/var/lib/apt/extended_states"
CERTIFICATES = """\
Updating certificates in /etc/ssl/certs...
0 added, 0 removed; done.
Running hooks in /etc/ca-certificates/update.d...
done.
"""
DIALOG = """\
debconf: unable to initialize frontend: Dialog
debconf: (TERM is not set, so the dialog frontend is not usable.)
debconf: falling back to frontend: Readline
debconf: unable to initialize frontend: Readline
debconf: (Can't locate Term/ReadLine.pm in @INC (you may need to install the Term::ReadLine module) (@INC entries \
checked: /etc/perl /usr/local/lib/x86_64-linux-gnu/perl/5.40.1 /usr/local/share/perl/5.40.1 \
/usr/lib/x86_64-linux-gnu/perl5/5.40 /usr/share/perl5 /usr/lib/x86_64-linux-gnu/perl-base \
/usr/lib/x86_64-linux-gnu/perl/5.40 /usr/share/perl/5.40 /usr/local/lib/site_perl) at \
/usr/share/perl5/Debconf/FrontEnd/Readline.pm line 8, <STDIN> line {count}.)
debconf: falling back to frontend: Teletype
debconf: unable to initialize frontend: Teletype
debconf: (This frontend requires a controlling tty.)
debconf: falling back to frontend: Noninteractive
"""


def automatic(process: Process) -> set[str]:
    """Return the packages that were installed for another's sake."""
    text = process.text(STATES) if process.root.exists(STATES) else ""
    parts = [stanza(part) for part in text.split("\n\n")]
    return {part["Package"] for part in parts if part.get("Auto-Installed") == "1"}


def mark(process: Process, names: set[str], before: set[str]) -> None:
    """Write those marks down, if they changed."""
    if names != before:
        text = "".join(f"Package: {n}\nArchitecture: amd64\nAuto-Installed: 1\n\n" for n in sorted(names))
        process.root.write(STATES, text.encode(), mode=0o644)


def show_idle(apt: Apt, names: list[str]) -> None:
    """Name the packages that nothing needs any more."""
    if len(names) == 1:
        apt.names("The following package was automatically installed and is no longer required:", names)
    apt.names("The following packages were automatically installed and are no longer required:", names[1:] and names)
    if names:
        apt.say(f"Use 'apt autoremove' to remove {'it' if len(names) == 1 else 'them'}.")


def show_extras(apt: Apt, plan: Plan) -> None:
    """Name what the new packages suggest and, where it stays away, recommend."""
    there = {*apt.installed, *plan.install}
    for field, title in (("Suggests", "Suggested packages:"), ("Recommends", "Recommended packages:")):
        words = dict[str, None]()
        for name in sorted(plan.install):
            for dependency in plan.install[name].package.relations(field):
                options = [o for n in dependency.names for o in (n, *apt.index.archive.provides.get(n, ()))]
                if not there & set(options):
                    words |= dict.fromkeys((dependency.names[0], *(f"| {name}" for name in dependency.names[1:])))
        apt.names(title, words)


def confirm(apt: Apt) -> bool:
    """Ask whether to go on; without ``-y`` and with nobody to answer, the answer is no."""
    if "yes" in apt.flags:
        return True
    apt.process.out("Do you want to continue? [Y/n] ")
    answer = apt.process.stdin().line().decode("latin-1")
    if answer[:1] in ("y", "Y", "\n"):
        return True
    apt.process.out("Abort.\n")
    return False


def disk(size: float) -> str:
    """Say what an operation does to the disk; ``size`` in bytes."""
    if size < 0:
        return f"After this operation, {amount(-size)} disk space will be freed."
    return f"After this operation, {amount(size)} of additional disk space will be used."


def install(apt: Apt, plan: Plan, asked: set[str]) -> int:
    """Download and unpack. Returns 100 where a file is not to be had (any more)."""
    process, chosen = apt.process, list(plan.install.values())
    have = [c for c in chosen if process.root.exists(f"{ARCHIVES}/{c.file}")]
    total, missing = sum(c.package.size for c in chosen), sum(c.package.size for c in chosen if c not in have)
    old = sum(apt.index.archive.packages[n].installed for n in plan.install if n in apt.installed)
    apt.say(f"Need to get {amount(missing)}{f'/{amount(total)}' if missing != total else ''} of archives.")
    apt.say(disk(1024 * (sum(c.package.installed for c in chosen) - old)))
    if plan.install.keys() - asked and not confirm(apt):
        return 1
    if not fetch(apt, [c for c in chosen if c not in have]):
        return 100
    unattended(apt, chosen)
    dots = f"0{len(str(len(chosen)))}d"
    files = dpkg.count_files(process)
    for number, candidate in enumerate(chosen):
        package, version = candidate.package, candidate.version
        name, before = dpkg.label(package), apt.installed.get(package.name)
        process.out("" if before is not None else f"Selecting previously unselected package {name}.\n")
        if number == 0:
            process.out(f"(Reading database ... {files} files and directories currently installed.)\n")
        prefix = f"{number:{dots}}-" if len(chosen) >= 10 else ""
        over = f" over ({before})" if before else ""
        process.out(f"Preparing to unpack .../{prefix}{candidate.file} ...\nUnpacking {name} ({version}){over} ...\n")
        dpkg.unpack(process, package, version, apt.rows)
        dpkg.log(process, f"install {candidate}")
    for candidate in chosen:
        says = candidate.package.fields.get("Says", "")
        process.out(f"Setting up {dpkg.label(candidate.package)} ({candidate.version}) ...\n{says and says + chr(10)}")
        dpkg.log(process, f"status installed {candidate}")
    triggers(apt, chosen)
    spend(process, 1024 * sum(c.package.installed for c in chosen), UNPACK)
    dpkg.write_book(process, apt.rows)
    history(process, "Install", [f"{c.package.name}:amd64 ({c.version})" for c in chosen])
    after_dpkg(process)
    return 0


def fetch(apt: Apt, wanted: list[Candidate]) -> bool:
    """Fetch the files of ``wanted`` into the cache; say what failed."""
    process, net, got, errors = apt.process, internet(apt.process), 0, list[str]()
    for number, candidate in enumerate(wanted, 1):
        package, suite = candidate.package, candidate.suite
        where = f"{suite.uri} {suite.name}/{suite.component} amd64"
        what = f"{where} {package.name} {package.architecture} {candidate.version}"
        try:
            if net is None:
                raise OSError(f"Temporary failure resolving '{suite.uri.split('/')[2]}'")
            content = net.open(candidate.url)
        except OSError as exc:
            reason = "404  Not Found [IP: 151.101.2.132 80]" if isinstance(exc, FileNotFoundError) else str(exc)
            for _ in range(0 if net else 3):
                apt.say(f"Ign:{number} {what}")
            apt.say(f"Err:{number} {what}\n  {reason}")
            errors.append(f"E: Failed to fetch {candidate.url}  {reason}")
        else:
            apt.say(f"Get:{number} {what} [{amount(package.size)}]")
            got += package.size
            process.root.write(f"{ARCHIVES}/{candidate.file}", content, mode=0o644)
    seconds = spend(process, got, DOWNLOAD)
    if got:
        apt.say(rate(got, seconds))
    if errors:
        apt.fail(*errors, "E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?")
    return not errors


def unattended(apt: Apt, chosen: list[Candidate]) -> None:
    """Say what debconf says where there is no terminal (the noise in every build's log)."""
    process = apt.process
    process.flush()
    if apt.index.archive.name == "debian-12" and "apt-utils" not in apt.installed:
        process.err("debconf: delaying package configuration, since apt-utils is not installed\n")
    elif process.env.get("DEBIAN_FRONTEND") != "noninteractive" and "TERM" not in process.env:
        process.err(DIALOG.format(count=len(chosen)))


def triggers(apt: Apt, chosen: list[Candidate]) -> None:
    """Do what waits for the end: the linker's cache, the bundle of certificates."""
    process = apt.process
    if any("/lib/x86_64-linux-gnu/" in c.package.fields.get("Files", "") for c in chosen):
        libc = apt.installed.get("libc-bin") or next((r.version for r in apt.rows.values() if r.name == "libc6"), "")
        process.out(f"Processing triggers for libc-bin ({libc}) ...\n")
        process.root.write("/etc/ld.so.cache", Filler(12_000 + 60 * len(apt.rows), f"ld.so.cache {len(apt.rows)}"))
    found = next((c for c in chosen if c.package.name == "ca-certificates"), None)
    if found:
        process.out(f"Processing triggers for ca-certificates ({found.version}) ...\n{CERTIFICATES}")


def remove(apt: Apt, names: list[str], *, purge: bool) -> int:
    """Take packages away."""
    process, archive = apt.process, apt.index.archive
    apt.names("The following packages will be REMOVED:", [name + "*" * purge for name in names])
    apt.say(f"0 upgraded, 0 newly installed, {len(names)} to remove and 0 not upgraded.")
    if not names:
        return 0
    apt.say(disk(-1024 * sum(archive.packages[name].installed for name in names)))
    if not confirm(apt):
        return 1
    process.out(f"(Reading database ... {dpkg.count_files(process)} files and directories currently installed.)\n")
    for name in names:
        row = apt.rows.get(name) or dpkg.Installed(name, archive.packages[name].history[0].version)
        apt.rows[name] = row
        if row.status == "installed":
            process.out(f"Removing {dpkg.label(archive.packages[name])} ({row.version}) ...\n")
        if purge and "/etc/" in archive.packages[name].fields.get("Files", ""):
            process.out(f"Purging configuration files for {name} ({row.version}) ...\n")
        dpkg.erase(process, archive.packages[name], apt.rows, purge=purge)
    dpkg.write_book(process, apt.rows)
    mark(process, apt.automatic - set(names), apt.automatic)
    history(process, "Purge" if purge else "Remove", names)
    after_dpkg(process)
    return 0


def history(process: Process, action: str, names: list[str]) -> None:
    """Write apt's log."""
    stamp = datetime.fromtimestamp(process.session.system.clock(), UTC).strftime("%Y-%m-%d  %H:%M:%S")
    line = " ".join(process.argv)
    text = f"\nStart-Date: {stamp}\nCommandline: {line}\n{action}: {', '.join(names)}\nEnd-Date: {stamp}\n"
    process.root.write("/var/log/apt/history.log", text.encode("latin-1"), append=True)


def after_dpkg(process: Process) -> None:
    """Run the hook of Docker's base images (``docker-clean``): the cache is emptied at once."""
    hook = "/etc/apt/apt.conf.d/docker-clean"
    if process.root.exists(hook) and "DPkg::Post-Invoke" in process.text(hook):
        clean(process)


def sweep(process: Process, folder: str, wanted: Callable[[str], bool]) -> None:
    """Remove the plain files of a folder whose name is ``wanted``."""
    for name in process.root.listdir(folder) if process.root.exists(folder) else ():
        if wanted(name) and isinstance(process.stat(f"{folder}/{name}", follow=False), File):
            process.root.unlink(f"{folder}/{name}")


def clean(process: Process) -> None:
    """Empty the cache of downloaded packages."""
    for folder in (ARCHIVES, f"{ARCHIVES}/partial"):
        if not process.root.exists(folder):
            process.root.place(folder, Directory({}, 0o755 if folder == ARCHIVES else 0o700))
        sweep(process, folder, lambda name: name.endswith(".deb"))


def clean_lists(process: Process) -> None:
    """Throw the lists away."""
    sweep(process, LISTS, lambda name: name != "lock")
