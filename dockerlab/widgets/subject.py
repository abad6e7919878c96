"""What an explorer can be opened on: a lab, files, a folder with a Dockerfile, or an image archive.

Every explorer takes any of these and looks at a ``Lab``.  Your own Dockerfile is opened by
its path, a real image by the path of what ``docker save`` wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from dockerlab.errors import LabError
from dockerlab.inode import File, read
from dockerlab.lab import Lab

__all__ = ["Subject", "every_file", "open_subject", "project", "project_files", "text_files", "with_image"]

Subject = Lab | Mapping[str, str] | str | Path | None
LARGEST, MOST = 1_000_000, 500  # bytes of one file, and how many: an explorer shows a project, not a disk


def open_subject(subject: Subject = None) -> Lab:
    """Return the lab to look at.

    Args:
        subject: a ``Lab`` (itself, not a copy); files by name; the path of a Dockerfile or of its folder, whose files
            are read; the path of an archive that ``docker save`` wrote, whose images are loaded; None for a fresh lab.

    Raises:
        LabError: there is no such file, or it is no image archive.

    >>> open_subject({"a.txt": "hi"}).read("a.txt")
    'hi'
    >>> open_subject("nowhere.tar")
    Traceback (most recent call last):
        ...
    dockerlab.errors.LabError: there is no nowhere.tar here
    Try: Give the path of a Dockerfile, of its folder, or of an archive that `docker save` wrote.
    """
    if subject is None or isinstance(subject, Mapping):
        return Lab(subject)
    if isinstance(subject, Lab):
        return subject
    path = Path(subject)
    if not path.exists():
        hint = "Give the path of a Dockerfile, of its folder, or of an archive that `docker save` wrote."
        raise LabError(f"there is no {path} here", hint=hint)
    if path.is_dir():
        return Lab(project_files(path))
    if _is_text(path) or (path.stat().st_size == 0 and "Dockerfile" in path.name):
        files = project_files(path.parent)
        return Lab({**files, "Dockerfile": path.read_text(encoding="utf-8")})
    return Lab(images=[path.read_bytes()])


def project(subject: Subject) -> dict[str, str]:
    """Return the text files of a project that can be built.

    Raises:
        LabError: there is no Dockerfile, as in an archive.

    >>> project(Lab({"a.txt": "hi"}))
    Traceback (most recent call last):
        ...
    dockerlab.errors.LabError: there is no Dockerfile to build
    Try: An image cannot be built again: give the project's files, its folder, or the path of its Dockerfile.
    """
    files = dict(subject) if isinstance(subject, Mapping) else text_files(open_subject(subject))
    if "Dockerfile" not in files:
        hint = "An image cannot be built again: give the project's files, its folder, or the path of its Dockerfile."
        raise LabError("there is no Dockerfile to build", hint=hint)
    return files


def with_image(lab: Lab) -> Lab:
    """Build a lab's Dockerfile, as ``lab:latest``, where the lab has no image yet; return the lab.

    Raises:
        LabError: the build failed, for its own reason.
    """
    if not lab.engine.store.images and "Dockerfile" in lab.files:
        done = lab.run("docker build -q -t lab .")
        if done.status:
            raise done.commands[-1].error or LabError(done.stderr)
    return lab


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(1024)
    return bool(start) and b"\0" not in start and not start.startswith(b"\x1f\x8b")


def project_files(folder: Path) -> dict[str, str | bytes | None]:
    """Return the files below a folder by name; links and what is too large are left out.

    Raises:
        LabError: there are more than 500 files.
    """
    found: dict[str, str | bytes | None] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_symlink() and path.is_file() and path.stat().st_size <= LARGEST:
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
        if len(found) > MOST:
            raise LabError(f"{folder} holds more than {MOST} files", hint="Open the folder of the Dockerfile alone.")
    return found


def every_file(lab: Lab) -> dict[str, bytes]:
    """Return all files in a lab's directory by name: for another lab with the same project."""
    top = lab.terminal.cwd.rstrip("/")
    walked = lab.host.fs.walk(top)
    return {path.removeprefix(f"{top}/"): read(node.content) for path, node in walked if isinstance(node, File)}


def text_files(lab: Lab) -> dict[str, str]:
    """Return the text files in a lab's directory by name; what is no text, or too large, is left out.

    >>> text_files(Lab({"Dockerfile": "FROM scratch\\n", "src/a.py": "1\\n"}))
    {'Dockerfile': 'FROM scratch\\n', 'src/a.py': '1\\n'}
    """
    top = lab.terminal.cwd.rstrip("/")
    found: dict[str, str] = {}
    for path, node in lab.host.fs.walk(top):
        if isinstance(node, File) and node.size <= LARGEST and len(found) < MOST:
            with suppress(UnicodeDecodeError):
                found[path.removeprefix(f"{top}/")] = read(node.content).decode()
    return found
