"""The images that one engine has, and the names it has for them."""

from dockerlab.store.history import MISSING, HistoryRow, history
from dockerlab.store.removal import Deleted, Removal, Untagged, Use
from dockerlab.store.store import Store, Usage

__all__ = ["MISSING", "Deleted", "HistoryRow", "Removal", "Store", "Untagged", "Usage", "Use", "history"]
