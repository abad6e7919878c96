"""Reads the scripts and runs them: in a chroot made of a real busybox, and in the model."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from dockerlab.inode import Directory, File, Filler, Node, Special, Symlink
from dockerlab.layer import Layer
from dockerlab.overlay import Overlay
from dockerlab.shell import System, execute
from dockerlab.union import stack

HERE = Path(__file__).resolve().parent
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
NOW = 1_800_000_000
OLD = 1_500_000_000  # a file older than this had its time set by the script
DEVICES = {"null": 3, "zero": 5, "full": 7, "urandom": 9}
ETC = {
    "passwd": "root:x:0:0:root:/root:/bin/sh\n"
    "nobody:x:65534:65534:nobody:/:/bin/false\napp:x:1000:1000::/home/app:/bin/sh\n",
    "group": "root:x:0:\nnogroup:x:65534:\napp:x:1000:\nwheel:x:10:root,app\n",
}
KEPT = {"bin", "dev", "proc"}
DIRECTORIES = {"bin": 0o755, "etc": 0o755, "tmp": 0o1777, "root": 0o755, "dev": 0o755, "work": 0o755}


def scripts() -> dict[str, str]:
    """Every script by its name, ``file/title``."""
    found: dict[str, str] = {}
    for path in sorted((HERE / "scripts").glob("*.sh")):
        parts = re.split(r"^#### (.+)\n", path.read_text(encoding="utf-8"), flags=re.M)[1:]
        for title, body in zip(parts[::2], parts[1::2], strict=True):
            name = f"{path.stem}/{title}"
            assert name not in found, f"two scripts are called {name}"
            found[name] = body.rstrip("\n")
    return found


def version(busybox: bytes) -> str:
    """The version of a busybox, as ``1.35``."""
    found = re.search(rb"BusyBox v(\d+\.\d+)", busybox)
    assert found, "not a busybox"
    return found[1].decode()


# -- the real one --------------------------------------------------------------------


def make_root(root: Path, busybox: str) -> None:
    """Make a root directory of nothing but a busybox; its /bin and /dev are kept from script to script."""
    fresh = not root.exists()
    root.mkdir(exist_ok=True)
    for path in root.iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for name, mode in DIRECTORIES.items():
        (root / name).mkdir(exist_ok=True)
        (root / name).chmod(mode)
    if fresh:
        shutil.copy(busybox, root / "bin/busybox")
        for name in subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split():
            if name != "busybox":
                (root / "bin" / name).symlink_to("/bin/busybox")
        (root / "proc/self").mkdir(parents=True)
        (root / "proc/self/exe").symlink_to("/bin/busybox")  # where busybox looks for itself
        for name, minor in DEVICES.items():
            os.mknod(root / "dev" / name, 0o020666, os.makedev(1, minor))
            (root / "dev" / name).chmod(0o666)
    for name, text in ETC.items():
        (root / "etc" / name).write_text(text)


def real(busybox: str, script: str, place: Path) -> dict[str, Any]:
    """What a real busybox answers. Needs root, for chroot."""
    root = place / "root"
    make_root(root, busybox)
    done = subprocess.run(
        ["chroot", str(root), "/bin/sh", "-c", script],
        capture_output=True,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        timeout=20,
        cwd="/",
        umask=0o022,
    )
    tree: dict[str, list[Any]] = {}
    for folder, folders, files in os.walk(root):
        if folder == str(root):
            folders[:] = sorted(set(folders) - KEPT)
            tree |= {f"/{name}": ["directory", f"{DIRECTORIES[name]:o}", 0, 0, 0] for name in ("bin", "dev")}
        for name in folders + files:
            path = Path(folder) / name
            inside = "/" + str(path.relative_to(root))
            tree[inside] = found(path)
    return answer(done.stdout, done.stderr, done.returncode, tree)


def short(path: str, body: str) -> str:
    """A file's content; of an archive only its kind, since no two programs write the same bytes."""
    packed = body[:2] in ("\x1f\x8b", "BZ") or path.endswith(".xz")
    return f"{body[:2]}…" if packed else "a tar" if body[257:262] in ("ustar", "\0" * 5) else body


def real_debian(root: Path, script: str) -> dict[str, Any]:
    """What dash and the GNU programs of a Debian root directory answer."""
    for name in ("work", "tmp", "root"):
        shutil.rmtree(root / name, ignore_errors=True)
        (root / name).mkdir()
        (root / name).chmod(DIRECTORIES[name])
    for name, text in ETC.items():
        (root / "etc" / name).write_text(text)
    command = ["chroot", str(root), "/bin/sh", "-c", script]
    done = subprocess.run(
        command, capture_output=True, env=ENVIRONMENT, stdin=subprocess.DEVNULL, timeout=20, cwd="/", umask=0o022
    )
    tree = {f"/{name}": ["directory", "755", 0, 0, 0] for name in ("bin", "dev", "etc")}
    for top in ("work", "tmp", "root", "etc/passwd", "etc/group"):
        for path in [root / top, *sorted((root / top).rglob("*"))]:
            tree["/" + str(path.relative_to(root))] = found(path)
    return answer(done.stdout, done.stderr, done.returncode, tree)


def found(path: Path) -> list[Any]:
    """What stands at a path of the real tree."""
    stat = path.lstat()
    when = int(stat.st_mtime) if stat.st_mtime < OLD else 0
    mode = f"{stat.st_mode & 0o7777:o}"
    if path.is_symlink():
        return ["link", os.readlink(path), stat.st_uid, stat.st_gid]
    if path.is_dir():
        return ["directory", mode, stat.st_uid, stat.st_gid, when]
    if path.is_file():
        return ["file", mode, stat.st_uid, stat.st_gid, when, short(path.name, path.read_bytes().decode("latin-1"))]
    return ["special"]


def answer(stdout: bytes, stderr: bytes, status: int, tree: dict[str, list[Any]]) -> dict[str, Any]:
    """One answer as it is kept: without what every script starts with."""
    start = {f"/{name}": ["directory", f"{mode:o}", 0, 0, 0] for name, mode in DIRECTORIES.items()}
    start |= {f"/etc/{name}": ["file", "644", 0, 0, 0, text] for name, text in ETC.items()}
    changed = {path: entry for path, entry in sorted(tree.items()) if start.get(path) != entry}
    gone = sorted(path for path in start if path not in tree)
    kept: dict[str, Any] = {"status": status if status >= 0 else 128 - status}
    for name, text in (("stdout", stdout), ("stderr", stderr)):
        if text:
            kept[name] = text.decode("utf-8", "backslashreplace")
    if changed:
        kept["tree"] = changed
    if gone:
        kept["gone"] = gone
    return kept


# -- the model ---------------------------------------------------------------------------


def start_tree(busybox: bytes, applets: list[str]) -> Layer:
    """The same root for the model."""
    entries: dict[str, Any] = {f"/{name}": Directory(mode=mode, mtime=NOW) for name, mode in DIRECTORIES.items()}
    entries["/bin/busybox"] = File(busybox, 0o755, mtime=NOW)
    entries |= {f"/bin/{name}": Symlink("/bin/busybox", mtime=NOW) for name in applets if name != "busybox"}
    entries |= {f"/dev/{name}": Special("char", 1, minor, 0o666) for name, minor in DEVICES.items()}
    entries |= {f"/etc/{name}": File(text.encode(), mtime=NOW) for name, text in ETC.items()}
    return Layer(entries)


def debian_tree(programs: list[str]) -> Layer:
    """A root with dash and the GNU programs, for the model."""
    entries: dict[str, Any] = {f"/{name}": Directory(mode=mode, mtime=NOW) for name, mode in DIRECTORIES.items()}
    entries |= {"/usr": Directory(), "/usr/bin": Directory(), "/usr/sbin": Directory(), "/bin": Symlink("usr/bin")}
    for name in programs:
        kind = name if name in ("dash", "bash") else "dash" if name == "sh" else f"coreutils/{name}"
        entries[f"/usr/bin/{name}"] = File(Filler(50, f"program:{kind}"), 0o755)
    entries |= {f"/dev/{name}": Special("char", 1, minor, 0o666) for name, minor in DEVICES.items()}
    entries |= {f"/etc/{name}": File(text.encode(), mtime=NOW) for name, text in ETC.items()}
    return Layer(entries)


def modelled(lower: Layer, script: str) -> dict[str, Any]:
    """What the model answers."""
    now = [float(NOW)]

    def advance(seconds: float) -> None:
        now[0] += seconds

    root = Overlay(stack([lower]), lambda: int(now[0]))
    system = System(root, lambda: int(now[0]), advance, hostname="lab")
    result = execute(system, ["/bin/sh", "-c", script], ENVIRONMENT)
    tree = {path: entry(path, node) for path, node in root.fs.walk() if not path.startswith(("/bin/", "/dev/", "/usr"))}
    tree["/bin"] = ["directory", "755", 0, 0, 0]
    return answer(result.stdout, result.stderr, result.status, tree)


def entry(path: str, node: Node) -> list[Any]:
    when = node.mtime if node.mtime < OLD else 0
    match node:
        case Symlink(target):
            return ["link", target, node.uid, node.gid]
        case Directory():
            return ["directory", f"{node.mode:o}", node.uid, node.gid, when]
        case File(content):
            assert isinstance(content, bytes)
            return ["file", f"{node.mode:o}", node.uid, node.gid, when, short(path, content.decode("latin-1"))]
    return ["special"]


def stand_in(number: str, applets: list[str]) -> bytes:
    """Bytes that say of themselves they are a busybox, where no real one is at hand."""
    return b"\x7fELF\0BusyBox v" + number.encode() + b".0 (Debian)\0" + "\0".join(applets).encode() + b"\0"
