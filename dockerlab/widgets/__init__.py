"""The explorers: pictures you can touch.

Each is one object with three renderings: live in JupyterLab, a static SVG in the
saved notebook, and text for a terminal or a screen reader.  They render the trace
of the model and compute nothing about Docker themselves.
"""

from dockerlab.widgets.argv_machine import ArgvMachine
from dockerlab.widgets.before_after import BeforeAfter
from dockerlab.widgets.build_debugger import BuildDebugger
from dockerlab.widgets.cache_xray import CacheXray
from dockerlab.widgets.context_xray import ContextXray
from dockerlab.widgets.diff_tray import DiffTray
from dockerlab.widgets.glass_sheets import GlassSheets
from dockerlab.widgets.history_aligner import HistoryAligner
from dockerlab.widgets.image_explorer import ImageExplorer
from dockerlab.widgets.kernel_line import KernelLine
from dockerlab.widgets.layer_ledger import LayerLedger
from dockerlab.widgets.mirror_clock import MirrorClock
from dockerlab.widgets.pull_theatre import PullTheatre
from dockerlab.widgets.terminal import Terminal

__all__ = [
    "ArgvMachine",
    "BeforeAfter",
    "BuildDebugger",
    "CacheXray",
    "ContextXray",
    "DiffTray",
    "GlassSheets",
    "HistoryAligner",
    "ImageExplorer",
    "KernelLine",
    "LayerLedger",
    "MirrorClock",
    "PullTheatre",
    "Terminal",
]
