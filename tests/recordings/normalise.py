"""Which differences do not count: one list for the recordings and for `Lab.verify()`, so it lies in the package."""

from __future__ import annotations

from dockerlab.real.normalise import Names, recording, trace

__all__ = ["Names", "recording", "trace"]
