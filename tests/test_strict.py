"""The strict mode of conftest.py: a skip is a failure, so the CI cannot be green by running less."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py").read_text()
CASES = {
    "a missing tool": 'import pytest\n@pytest.mark.requires("skopeo")\ndef test(): pass\n',
    "a fixture's missing tool": "def test(conformance): pass\n",
    "any other skip": 'import pytest\ndef test(): pytest.skip("not today")\n',
    "a whole file": 'import pytest\npytest.skip("not today", allow_module_level=True)\n',
}


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_a_skip_fails_in_strict_mode_only(case: str, strict: bool, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_case.py").write_text(CASES[case])
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = requires\n")
    environment = {
        **os.environ,
        "PATH": str(tmp_path),
        "DOCKERLAB_CONFORMANCE": str(tmp_path / "none"),
        "DOCKERLAB_STRICT": str(int(strict)),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    if strict:
        assert done.returncode != 0, done.stdout
    else:
        assert "1 skipped" in done.stdout and "failed" not in done.stdout, done.stdout
