"""Each promise of SECURITY.md names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]
_ROWS = [
    line.strip("|").split("|")
    for line in (_ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "promise | kept by" not in line
]


@pytest.mark.parametrize(("promise", "kept_by"), _ROWS, ids=[row[0].strip()[:40] for row in _ROWS])
def test_a_promise_is_kept_by_a_test_that_is_there(promise: str, kept_by: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", kept_by)
    assert named, f"no test keeps: {promise}"
    for file, test in named:
        content = (_ROOT / file).read_text(encoding="utf-8")
        assert f"def {test}(" in content if test else "def test_" in content
