"""The ``dockerlab`` command: what the package does outside a notebook."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    >>> main([])
    usage: dockerlab [-h] [--version]
    0
    """
    parser = argparse.ArgumentParser(prog="dockerlab", description="A model of Docker, and a course on it.")
    parser.add_argument("--version", action="version", version=f"dockerlab {version('dockerlab')}")
    parser.parse_args(arguments)
    parser.print_usage()
    return 0


if __name__ == "__main__":
    sys.exit(main())
