"""Labels that are locked away: a fair share, the same photos each time, whatever they are called and labelled later."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from culling.audit.holdout import Lock, names_of, split
from culling.labels import Truth

LOCK = Lock("salt", 0.3, "2026-01-01T00:00:00.000+00:00", "ann")


def _table(count: int, contents: list[str | None] | None = None) -> pd.DataFrame:
    index = pd.Index([f"{row:05}.jpg" for row in range(count)], name="path")
    return pd.DataFrame({"content_hash": contents or [f"c{row}" for row in range(count)]}, index=index)


def _truth(table: pd.DataFrame) -> Truth:
    return Truth.of(table, {str(path): ("keep", "reject")[row % 2] for row, path in enumerate(table.index)})


def test_a_share_is_locked_away_as_if_by_lot() -> None:
    locked = LOCK.holds(f"c{row}" for row in range(20_000))
    assert abs(locked.mean() - 0.3) < 4 * np.sqrt(0.3 * 0.7 / 20_000)
    other = Lock("other salt", 0.3).holds(f"c{row}" for row in range(20_000))
    assert abs((locked & other).mean() - 0.09) < 4 * np.sqrt(0.09 * 0.91 / 20_000)  # locks know nothing of each other


def test_the_lowest_hashes_are_locked_away() -> None:
    names = [f"c{row}" for row in range(200)]
    hashes = [hashlib.sha256(f"salt\0{name}".encode()).hexdigest() for name in names]
    assert LOCK.holds(names).tolist() == [float.fromhex(f"0x0.{text}") < 0.3 for text in hashes]


def test_a_photo_stays_on_its_side_when_it_is_renamed_and_when_others_are_labelled() -> None:
    before = _table(300)
    _, locked = split(_truth(before).where(np.arange(300) < 100), before, LOCK)
    after = before.set_axis(pd.Index([f"new/{path}" for path in before.index], name="path"))
    _, later = split(_truth(after), after, LOCK)
    assert len(locked) < len(later)
    assert [f"new/{path}" for path in locked.paths] == [path for path in later.paths if path < "new/00100"]


def test_copies_of_a_photo_fall_on_the_same_side() -> None:
    table = _table(400, [f"c{row // 2}" for row in range(400)])
    tuning, locked = split(_truth(table), table, LOCK)
    assert {row // 2 for row in tuning.rows}.isdisjoint(row // 2 for row in locked.rows)


def test_both_sides_together_are_all_labels_with_their_weights() -> None:
    table = _table(50)
    whole = _truth(table)
    weighted = Truth(whole.paths, whole.rows, whole.keep, np.arange(1.0, 51.0), whole.how, sampled=True)
    tuning, locked = split(weighted, table, LOCK)
    assert sorted([*tuning.paths, *locked.paths]) == list(weighted.paths)
    for side in (tuning, locked):
        assert side.sampled
        assert side.weights.tolist() == [weighted.weights[row] for row in side.rows]
        assert side.keep.tolist() == [weighted.keep[row] for row in side.rows]


def test_without_a_lock_nothing_is_locked_away() -> None:
    table = _table(5)
    tuning, locked = split(_truth(table), table, None)
    assert (len(tuning), len(locked)) == (5, 0)


def test_a_photo_that_cannot_be_read_is_known_by_its_path() -> None:
    table = _table(3, ["c0", None, ""])
    assert names_of(table, _truth(table)) == ["c0", "00001.jpg", "00002.jpg"]
    assert names_of(table.drop(columns="content_hash"), _truth(table)) == list(table.index)


def test_names_of_files_may_hold_any_bytes() -> None:
    assert LOCK.holds(["caf\udce9.jpg"]).shape == (1,)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.2, float("nan")])
def test_a_lock_leaves_something_on_both_sides(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Lock("salt", share)


def test_a_lock_needs_a_salt() -> None:
    with pytest.raises(ValueError, match="salt"):
        Lock("")


def test_a_lock_comes_back_from_what_is_kept_of_it() -> None:
    assert Lock.of(LOCK.about) == LOCK
    assert Lock.of(None) is None
    assert Lock.fresh().salt != Lock.fresh().salt


def test_a_side_that_lost_all_labels_of_a_kind_says_so() -> None:
    table = _table(20)
    held = LOCK.holds(table["content_hash"])
    weights = np.ones(20)
    weights[np.flatnonzero(held)[0]] = 7.0  # the only one that stands for seven
    tuning, locked = split(replace(_truth(table), weights=weights), table, LOCK)
    assert tuning.notes == ("No label stands for about 7 photos on this side of the lock: rates do not tell of them.",)
    assert locked.notes == ()
    assert split(_truth(table), table, LOCK)[0].notes == ()
