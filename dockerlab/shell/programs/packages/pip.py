"""pip: wheels from the lab's PyPI into ``site-packages``.

There is no index on disk to grow stale: pip asks PyPI each time.  What grows
stale is the *layer*: a cached ``RUN pip install flask`` keeps the version of the
day it ran, and a requirements file without pins gives another one on every host.
What pip leaves behind is its cache in ``/root/.cache/pip``, which ``--no-cache-dir``
spares the image.

Wording: pip 25.0, compared with the real one. Left out: the rate in the progress
bars is the lab's own. The first line of a download (``….whl.metadata``) is as PyPI
makes pip print it; the index at hand for comparison did not.
"""

from __future__ import annotations

import posixpath
import re

from dockerlab.errors import NotModelled
from dockerlab.mirror import Package
from dockerlab.shell.process import Process
from dockerlab.shell.programs.packages.lists import internet
from dockerlab.shell.programs.packages.requirement import Requirement, canonical, order, parse
from dockerlab.shell.programs.packages.wheels import Pip, download, now, shown, unpack, wipe
from dockerlab.shell.registry import Options, command, parse_options

__all__ = ["installed", "pip"]

LONG = {
    "requirement=": "r", "quiet": "q", "upgrade": "U", "no-cache-dir": "c", "yes": "y",
    "disable-pip-version-check": "d", "root-user-action=": "a", "no-deps": "n", "no-compile": "C",
    "prefer-binary": "C", "no-input": "C", "no-warn-script-location": "C", "progress-bar=": "p",
    "default-timeout=": "p", "timeout=": "p", "retries=": "p", "version": "V",
}  # fmt: skip
ROOT = (
    "WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the "
    "system package manager, possibly rendering your system unusable. It is recommended to use a virtual environment "
    "instead: https://pip.pypa.io/warnings/venv. Use the --root-user-action option if you know what you are doing and "
    "want to suppress this warning.\n"
)


def site_packages(process: Process) -> str:
    """Return where Python's packages are installed to. Raises NotModelled where Python is the system's own."""
    root = "/usr/local/lib"
    for name in sorted(process.root.listdir(root) if process.root.exists(root) else (), reverse=True):
        if name.startswith("python3.") and process.root.exists(f"{root}/{name}/site-packages"):
            return f"{root}/{name}/site-packages"
    raise NotModelled("pip in a Python of the distribution's", hint="The python images have their own.")


def installed(process: Process, site: str) -> dict[str, tuple[str, str]]:
    """Return (name, version) of every installed distribution, by canonical name."""
    found = {}
    for name in process.root.listdir(site):
        match = re.fullmatch(r"(.+)-([^-]+)\.dist-info", name)
        if match:
            found[canonical(match[1])] = match[1], match[2]
    return found


@command("pip", "pip3", "pip3.11", "pip3.12", "pip3.13", "pip3.14")
def pip(process: Process, o: Options, argv: list[str]) -> int:
    """``install``, ``uninstall -y``, ``list``, ``freeze``, ``--version``; all else is refused."""
    options, words = parse_options(argv, "r:qUyV", LONG)
    site = site_packages(process)
    here = installed(process, site)
    match words:
        case [] if "V" in options:
            version = re.search(r"python(\d\.\d+)", site)
            process.out(f"pip {here['pip'][1]} from {site}/pip (python {version[1] if version else ''})\n")
            return 0
        case ["install", *names]:
            return install(Pip(process, options, site, here=here), names)
        case ["uninstall", *names] if "y" in options:
            return uninstall(Pip(process, options, site, here=here), names)
        case ["freeze"]:
            own = ("pip", "setuptools", "wheel")
            process.out("".join(f"{shown(name)}=={here[name][1]}\n" for name in sorted(here) if name not in own))
            return 0
        case ["list"]:
            rows = [("Package", "Version"), *((shown(name), here[name][1]) for name in sorted(here))]
            wide, high = (max(len(row[i]) for row in rows) for i in (0, 1))
            rows.insert(1, ("-" * wide, "-" * high))
            process.out("".join(f"{name:{wide}} {version}\n" for name, version in rows))
            return 0
        case ["cache", "purge"]:
            raise NotModelled("pip cache purge", hint="rm -rf /root/.cache/pip is modelled.")
        case [verb, *_] if verb in "show check config search cache index wheel hash download inspect uninstall".split():
            raise NotModelled(f"pip {verb}")
        case [verb, *_]:
            process.err(f'ERROR: unknown command "{verb}"\n')
            return 1
    raise NotModelled("the help of pip")


def install(pip: Pip, words: list[str]) -> int:
    """``pip install``: find a version of everything, download, unpack."""
    todo = list[tuple[Requirement, str]]()
    try:
        todo += [(parse(word), "") for word in words]
        for file in pip.options.get("r", []):
            todo += requirements(pip.process, file)
    except OSError as exc:
        return pip.fail(f"Could not open requirements file: [Errno {exc.errno}] {exc.strerror}: '{exc.filename}'")
    except ValueError as exc:
        raise NotModelled(f"the requirement {exc.args[0]}", hint="Names with versions are: flask==3.1.3.") from None
    if not todo:
        return pip.fail('You must give at least one requirement to install (see "pip help install")')
    asked = {canonical(requirement.name) for requirement, _ in todo}
    while todo:
        requirement, whence = todo.pop(0)
        if error := choose(pip, requirement, whence, asked, todo):
            pip.fail(*error)
            notice(pip)
            return 1
    if pip.chosen:
        unpack(pip)
    warn(pip)
    return 0


def requirements(process: Process, file: str) -> list[tuple[Requirement, str]]:
    """Return the requirements in a file, each with where it stands. Raises OSError, ValueError."""
    try:
        text = process.text(file)
    except OSError as exc:
        raise OSError(exc.errno, exc.strerror, file) from exc
    found = []
    for number, line in enumerate(text.replace("\r", "").split("\n"), 1):
        words = re.sub(r"(^|\s)#.*", "", line).strip()
        if words.startswith(("-r ", "--requirement ")):
            found += requirements(process, posixpath.join(posixpath.dirname(file), words.split(None, 1)[1]))
        elif words:
            found.append((parse(words), f"-r {file} (line {number})"))
    return found


def choose(
    pip: Pip, wanted: Requirement, whence: str, asked: set[str], todo: list[tuple[Requirement, str]]
) -> tuple[str, ...]:
    """Settle on a version for ``wanted``, and add what it depends on to ``todo``. Returns the lines of an error."""
    name = canonical(wanted.name)
    tail = f" (from {whence})" if whence else ""
    has = pip.here.get(name)
    settled = pip.chosen[name][1] if name in pip.chosen else pip.kept.get(name)
    if settled:
        if not wanted.allows(settled):
            raise NotModelled(f"requirements that contradict each other ({wanted} and {name} {settled})")
        return ()
    package = pip.index.packages.get(name)
    keep = has and wanted.allows(has[1]) and not ("U" in pip.options and name in asked)
    if has and "U" in pip.options and not keep and package and has[1] == newest(pip, package, wanted):
        keep = True
    if keep and has:
        pip.kept[name] = has[1]
        pip.say(f"Requirement already satisfied: {wanted} in {pip.site}{tail} ({has[1]})")
    elif internet(pip.process) is None:
        raise NotModelled("pip without a network (it prints memory addresses)", hint="Give the step a network.")
    elif package is None:
        if pip.index.exists(name):
            raise NotModelled(f"the package {name}", hint="data/packages/pypi.txt lists those that the lab has.")
        return missing(wanted, "none")
    else:
        version = newest(pip, package, wanted)
        if not version:
            every = package.fields.get("All", "").replace("\n", " ")
            if not every or any(wanted.allows(v) for v in every.split(", ")):
                raise NotModelled(
                    f"another version of {name}: {wanted}", hint=f"The lab has {', '.join(offers(pip, package))}."
                )
            later = [row.version for row in package.history[1:] if package.version("main", now(pip)) >= row.version]
            return missing(wanted, ", ".join([every, *later]))
        if has and "U" in pip.options:
            pip.say(f"Requirement already satisfied: {name} in {pip.site} ({has[1]})")
        pip.chosen[name] = package, version, wanted.name
        pip.say(f"Collecting {wanted}{tail}")
        download(pip, package, version, metadata=True)
    if package and "n" not in pip.options:
        from_ = str(wanted) + (f"->{whence}" if whence else "")
        todo += [(parse(item), from_) for item in package.fields.get("Depends", "").split(", ") if item]
    return ()


def offers(pip: Pip, package: Package) -> list[str]:
    """Return the versions of a package that can be installed now, the newest first."""
    current = package.version("main", now(pip))
    rows = [row.version for row in package.history]
    rows = rows[: rows.index(current) + 1] + package.fields.get("Earlier", "").split()
    return sorted(rows, key=order, reverse=True)


def newest(pip: Pip, package: Package, wanted: Requirement) -> str:
    """Return the newest version that will do; '' if there is none."""
    return next((version for version in offers(pip, package) if wanted.allows(version)), "")


def missing(wanted: Requirement, versions: str) -> tuple[str, ...]:
    """Return what pip says when nothing matches."""
    return (
        f"Could not find a version that satisfies the requirement {wanted} (from versions: {versions})",
        f"No matching distribution found for {wanted}",
    )


def uninstall(pip: Pip, names: list[str]) -> int:
    """``pip uninstall -y``."""
    for word in names:
        name = canonical(word)
        if name not in pip.here:
            pip.process.flush()
            pip.process.err(f"WARNING: Skipping {word} as it is not installed.\n")
            continue
        if name not in pip.index.packages:
            raise NotModelled(f"uninstalling {name}")
        was = f"{shown(name)} {pip.here[name][1]}"
        dashed = was.replace(" ", "-")
        pip.say(f"Found existing installation: {was}\nUninstalling {dashed}:\n  Successfully uninstalled {dashed}")
        wipe(pip, pip.index.packages[name], pip.here[name][1])
    warn(pip)
    return 0


def warn(pip: Pip) -> None:
    """Say what pip says at its end to root."""
    pip.process.flush()
    action = pip.options.one("a", pip.process.env.get("PIP_ROOT_USER_ACTION", "warn"))
    if not pip.process.cred.uid and action != "ignore":
        pip.process.err(ROOT)
    notice(pip)


def notice(pip: Pip) -> None:
    """Say that there is a newer pip."""
    process = pip.process
    if "d" in pip.options or process.env.get("PIP_DISABLE_PIP_VERSION_CHECK") or internet(process) is None:
        return
    own, latest = pip.here["pip"][1], pip.index.packages["pip"].version("main", now(pip))
    if order(own) < order(latest) and "pip" not in pip.chosen:
        process.err(f"\n[notice] A new release of pip is available: {own} -> {latest}\n")
        process.err("[notice] To update, run: pip install --upgrade pip\n")
