"""Each test has a data directory of its own: no run of the person at this machine is seen or touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from culling.experiments import training
from culling.own_network_tried import tried


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def _tried_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks are tried in this process, which saves a second each; tests/test_own_network_check.py has the other."""
    monkeypatch.setattr(training, "check", tried)
