"""ChainIDs, by the table of opencontainers/image-spec."""

from __future__ import annotations

import json
from pathlib import Path

from dockerlab.digest import DiffID, Digest, chain_ids


def test_chain_ids(conformance: Path) -> None:
    cases = json.loads((conformance / "oci-image-spec" / "chainid.json").read_text())
    assert len(cases) == 5
    for case in cases:
        found = chain_ids(DiffID(Digest(digest)) for digest in case["Digests"] or [])
        assert list(found) == (case["Expected"] or []), case["Name"]
