"""A lock file is held by one at a time, says by whom, and is free once that one has ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from culling import locks
from culling.errors import CullingError
from culling.locks import LockUnavailableError, alone, who_holds


def test_a_second_one_is_told_who_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "WAIT_S", 0.0)
    file = tmp_path / "a.lock"
    assert who_holds(file) == ""
    with alone(file, "training mine"):
        assert "(training mine, since " in who_holds(file)
        with pytest.raises(CullingError, match=r"training mine, since .* try again"), alone(file, "another"):
            pass
    assert who_holds(file) == ""


def test_waiting_ends_with_what_the_hook_raises(tmp_path: Path) -> None:
    def enough() -> None:
        raise InterruptedError

    with alone(tmp_path / "a.lock"), pytest.raises(InterruptedError), alone(tmp_path / "a.lock", waiting=enough):
        pass


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(LockUnavailableError, match=r"cannot write .*gone"), alone(tmp_path / "gone" / "a.lock"):
        pass
