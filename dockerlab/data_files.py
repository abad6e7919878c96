"""Where ``data/`` lies: the base images, the package mirror and the sample projects, as readable files.

In a checkout they are the top-level folder ``data/``; an installed wheel carries the same files inside the package.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["data_folder"]


def data_folder() -> Traversable:
    """Return the folder, to be read with ``/``, ``iterdir()``, ``read_text()`` and ``read_bytes()``.

    >>> data_folder().joinpath("README.md").is_file()
    True
    """
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / "data"
    return files("dockerlab") / "data"
