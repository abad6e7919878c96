"""What has to be fast, measured: `make bench`.

    python tests/bench/run.py                   everything, about a minute
    python tests/bench/run.py lookups memory    some of it
    DOCKER_HOST=unix://… make bench             also against that engine (what is made there is removed again)

Each value is the median of several runs. An aim is a promise about the code, on an idle machine of today.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # tests
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # bench

from bench import against, archives, builds, clicks, starts, trees
from bench.measure import Line, Measured

MEASURES: dict[str, Callable[[], Measured]] = {
    "imports": starts.imports,
    "sessions": starts.sessions,
    "lookups": trees.lookups,
    "memory": trees.memory,
    "loading": archives.loading,
    "growth": builds.growth,
    "kernel": clicks.kernel,
    "clicks": clicks.clicks,
    "engine": against.engine,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 with --strict if an aim is missed."""
    about, _, usage = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=about, epilog=usage, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("measure", nargs="*", metavar="MEASURE", help=f"one of: {', '.join(MEASURES)}")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if an aim is missed")
    options = parser.parse_args(arguments)
    unknown = set(options.measure) - set(MEASURES)
    if unknown:
        parser.error(f"no such measure: {', '.join(sorted(unknown))} (choose from {', '.join(MEASURES)})")
    missed: list[str] = []
    for name in options.measure or MEASURES:
        print(f"-- {name}: {(MEASURES[name].__doc__ or '').partition('.')[0]}", flush=True)
        for line in MEASURES[name]():
            print(line, flush=True)
            if isinstance(line, Line) and line.missed:
                missed.append(line.name.strip())
    print(f"\n{len(missed)} missed their aim: {'; '.join(missed)}" if missed else "\nEvery aim is met.")
    return int(bool(missed) and options.strict)


if __name__ == "__main__":
    sys.exit(main())
