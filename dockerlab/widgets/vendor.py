"""The one library that the explorers ship: xterm.js, fetched from npm and checked, byte for byte.

``python -m dockerlab.widgets.vendor`` writes the files of ``static/vendor`` again (``make vendor``).  The package is
pinned by version and by the SHA-512 that the npm registry gives for it; no node is needed.  The explorers' own
JavaScript is not built at all: what is in ``static/`` is what the browser runs.
"""

from __future__ import annotations

import base64
import hashlib
import io
import sys
import tarfile
import urllib.request
from pathlib import Path

__all__ = ["FILES", "files_of", "main"]

HERE = Path(__file__).parent / "static" / "vendor"
ADDRESS = "https://registry.npmjs.org/@xterm/xterm/-/xterm-6.0.0.tgz"
INTEGRITY = "sha512-TQwDdQGtwwDt+2cgKDLn0IRaSxYu1tSUjgKarSDkUM0ZNiSRXFpjxEsvc/Zgc5kq5omJ+V0a8/kIM2WD3sMOYg=="
FILES = {"xterm.mjs": "lib/xterm.mjs", "xterm.css": "css/xterm.css", "xterm.LICENSE": "LICENSE"}


def files_of(package: bytes) -> dict[str, bytes]:
    """Return the files to ship from the bytes of the npm package.

    Raises:
        ValueError: they are not the bytes that the registry promised.
    """
    digest = base64.b64encode(hashlib.sha512(package).digest()).decode()
    if f"sha512-{digest}" != INTEGRITY:
        raise ValueError(f"{ADDRESS} is not what it was: sha512-{digest}")
    with tarfile.open(fileobj=io.BytesIO(package), mode="r:gz") as archive:
        found = {name: archive.extractfile(f"package/{path}") for name, path in FILES.items()}
        files = {name: file.read() for name, file in found.items() if file is not None}
    # The last line is the address of a source map, which would be asked for over the network.
    files["xterm.mjs"] = b"".join(
        line for line in files["xterm.mjs"].splitlines(keepends=True) if not line.startswith(b"//# sourceMappingURL=")
    )
    return files


def main() -> int:
    """Fetch, check and write; return the exit status."""
    if sys.argv[1:]:
        print(__doc__)
        return 0 if "--help" in sys.argv else 2
    try:
        with urllib.request.urlopen(ADDRESS, timeout=60) as answer:
            files = files_of(answer.read())
    except (OSError, ValueError) as exc:
        print(f"vendor: {exc}", file=sys.stderr)
        return 1
    for name, data in files.items():
        (HERE / name).write_bytes(data)
        print(f"written    {HERE / name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
