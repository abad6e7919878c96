"""The lab's Internet: package archives with a calendar, and a few web pages.

In life a package index is a snapshot: it names the versions of the day, and the
archive deletes a version soon after a newer one came out.  An index that lies in
a cached layer therefore goes stale, and one day ``apt-get install`` asks for a
file that is gone (404).  Here the same happens, on the lab's own calendar:
``data/packages`` says which version appeared in which suite on which day.

Read ``catalogue`` (what there is, and when), ``internet`` (what a URL answers),
``debversion`` (which version is newer).
"""

from dockerlab.mirror.catalogue import Catalogue, Package, Suite, catalogue, timestamp
from dockerlab.mirror.debversion import compare
from dockerlab.mirror.internet import ALPINE, ARCHIVES, Internet, Unreachable

__all__ = [
    "ALPINE", "ARCHIVES", "Catalogue", "Internet", "Package", "Suite", "Unreachable", "catalogue", "compare",
    "timestamp",
]  # fmt: skip
