"""A lab's commands on a real Docker Engine, beside the model: the one place that leaves the model.

The lab's host stays virtual: its files and its shell are the model's, and only the program ``docker`` is the real
client, run in a scratch directory that holds a copy of the lab's files.  So ``rm -rf /`` in a lab touches nothing.
On the engine, what was there before is protected: no name is taken over, nothing is removed, stopped, pruned, pushed
or mounted that the lab did not make, and what it made is removed at the end.  (Layers stay in BuildKit's own cache
until it collects them.)

Read ``reach``, ``belongings``, ``guard``, ``directory``, then ``client``; ``compare`` lays two transcripts side by
side, with ``normalise`` saying which differences do not count.
"""

from dockerlab.real.client import RealDocker
from dockerlab.real.compare import Difference, Verification, compare, verify
from dockerlab.real.guard import Refused
from dockerlab.real.reach import Reached, Unreachable, reach

__all__ = [
    "Difference",
    "Reached",
    "RealDocker",
    "Refused",
    "Unreachable",
    "Verification",
    "compare",
    "reach",
    "verify",
]
