"""What has to be fast, measured: ``make bench``.

Each line is the best of several runs, because the best is what the machine can do and the rest is its neighbours.
The limits are generous: a line over its limit means a mistake in the code, not a slow machine.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

RUNS = 7


def python(code: str) -> Callable[[], float]:
    """Seconds that a fresh Python takes for ``code``, less the seconds it takes to start and stop."""

    def seconds(script: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", script], check=True)
        return time.perf_counter() - start

    nothing = statistics.median(seconds("pass") for _ in range(RUNS))
    return lambda: max(seconds(code) - nothing, 0.0)


BENCHMARKS: dict[str, tuple[Callable[[], float], float]] = {
    "import dockerlab": (python("import dockerlab"), 0.150),
}


def main() -> int:
    slow = False
    for name, (measure, limit) in BENCHMARKS.items():
        best = min(measure() for _ in range(RUNS))
        slow |= best > limit
        verdict = "TOO SLOW" if best > limit else "ok"
        print(f"{name:32} {best * 1000:8.1f} ms   limit {limit * 1000:6.0f} ms   {verdict}")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
