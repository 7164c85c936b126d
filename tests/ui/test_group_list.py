"""Groups as a list: what each holds, its order, and that it holds still while a person marks."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from culling.forest import Forest
from culling.judge import VERDICTS
from culling.policy import Policy
from culling.rule import Rule
from culling.ui.group_list import Browsing, By, GroupList, Told
from culling.ui.grouped import judge_groups

ALONE = float("nan")
NUMBERS = [0.0, 1.0, ALONE, 1.0, 0.0, 2.0, 1.0, 2.0]
TIMES = [
    "2024-05-01T10:00:05",
    "2024-05-01T09:00:00",
    None,
    "2024-05-01T09:00:30",
    "2024-05-01T10:00:00",
    "",
    None,
    "no date",
]


@pytest.fixture
def table() -> pd.DataFrame:
    paths = pd.Index([f"{letter}.jpg" for letter in "abcdefgh"], name="path")
    return pd.DataFrame({"taken_at": pd.Series(TIMES, paths, dtype=object)}, index=paths)


@pytest.fixture
def groups(table: pd.DataFrame) -> GroupList:
    return GroupList.of(table, pd.Series(NUMBERS, table.index))


def _bools(*true: int, count: int = 3) -> Any:
    return np.isin(np.arange(count), true)


def test_every_group_holds_its_photos_in_the_tables_order(groups: GroupList) -> None:
    assert len(groups) == 3
    assert [groups.photos(group) for group in range(3)] == [
        ["a.jpg", "e.jpg"],
        ["b.jpg", "d.jpg", "g.jpg"],
        ["f.jpg", "h.jpg"],
    ]
    assert groups.of_row.tolist() == [0, 1, -1, 1, 0, 2, 1, 2]
    assert groups.any(_bools(2, 4, count=8)).tolist() == [True, False, False]


def test_a_group_lasts_from_its_first_to_its_last_photo_with_a_time(groups: GroupList) -> None:
    assert (groups.until - groups.since).tolist()[:2] == [5.0, 30.0]
    assert np.isnan(groups.since[2])
    assert np.isnan(groups.until[2])


def test_the_reach_is_the_longest_step_inside_a_group(groups: GroupList) -> None:
    links = [(0, 4, 0.1), (1, 3, 0.2), (5, 0, 0.25), (3, 6, 0.3), (6, 2, 0.4), (2, 7, 0.5)]
    first, second, lengths = (np.array(part) for part in zip(*links, strict=True))
    reach = groups.reach(Forest(first, second, lengths.astype(np.float32)))
    assert reach[:2] == pytest.approx([0.1, 0.3])
    assert np.isnan(reach[2])  # f and h hang together by others alone


@pytest.mark.parametrize(
    ("by", "expected"), [("photo", [0, 1, 2]), ("size", [1, 0, 2]), ("date", [1, 0, 2]), ("deciding", [0, 2, 1])]
)
def test_orders(groups: GroupList, by: By, expected: list[int]) -> None:
    assert groups.order(by, _bools(0, 2)).tolist() == expected  # the largest one is decided


def test_no_groups_are_an_empty_list(table: pd.DataFrame) -> None:
    groups = GroupList.of(table, pd.Series(ALONE, table.index))
    assert len(groups) == 0
    assert groups.order("deciding", _bools(count=0)).tolist() == []
    assert groups.since.tolist() == []


def test_the_list_holds_still_until_it_is_made_anew(groups: GroupList) -> None:
    browsing = Browsing(only="undecided")
    none = _bools()
    assert browsing.listed(groups, _bools(0, 1, 2), none, none).tolist() == [1, 0, 2]
    assert browsing.listed(groups, _bools(2), none, none).tolist() == [1, 0, 2]
    assert browsing.is_stale(groups, _bools(2), none, none)
    browsing.refresh()
    assert browsing.listed(groups, _bools(2), none, none).tolist() == [2]
    browsing.only = "saved"
    assert browsing.listed(groups, none, _bools(0), none).tolist() == [0]
    browsing.only, browsing.by = "chosen", "size"
    assert browsing.listed(groups, none, none, _bools(0, 1)).tolist() == [1, 0]


def test_what_the_browser_is_told_stays_and_changes_travel(groups: GroupList, table: pd.DataFrame) -> None:
    best = pd.DataFrame({"keeper": False, "keeper_reason": [f"reason {row}" for row in range(8)]}, table.index)
    told = Told.of(groups, best, np.array([0.1, ALONE, 0.0]))
    said = json.loads(told.data)
    assert said["rows"] == [0, 4, 1, 3, 6, 5, 7]
    assert said["starts"] == [0, 2, 5, 7]
    assert said["reasons"] == [f"reason {row}" for row in said["rows"]]
    assert said["reach"] == [0.1, None, 0.0]
    assert said["since"][2] is None
    assert told.changed(best) == []
    other = best.assign(keeper_reason=best["keeper_reason"].replace("reason 3", "another"))
    assert told.changed(other) == [(3, "another")]


def test_the_same_groups_are_told_once(table: pd.DataFrame) -> None:
    browsing, numbers = Browsing(), pd.Series(NUMBERS, table.index)
    best = pd.DataFrame({"keeper": False, "keeper_reason": ""}, table.index)
    told = browsing.told(table, numbers, best)
    assert browsing.told(table, numbers, best.copy()) is told
    links = Forest(np.array([0]), np.array([4]), np.array([0.5], np.float32))
    assert browsing.told(table, numbers, best, links).data != told.data
    assert browsing.told(table, numbers.copy(), best).groups is not told.groups


def test_the_guard_counts_marks_and_a_marked_photo_shows_what_the_rules_say() -> None:
    paths = pd.Index(["a.jpg", "b.jpg", "c.jpg", "d.jpg"], name="path")
    table = pd.DataFrame({"blur": [0.9, 0.8, 0.9, 0.9], "mark": [None, None, "keep", None]}, paths)
    groups = pd.DataFrame({"group": [0.0, 0.0, 1.0, 1.0], "keeper": [True, False, False, True]}, paths)
    policy = Policy("one", (Rule("blur", "above", 0.5),))
    plain = judge_groups(table, groups, policy)
    assert [VERDICTS[code] for code in plain.verdicts] == ["reject"] * 4
    assert not plain.saved.any()
    guarded = judge_groups(table, groups, policy.guarding())
    # group 0 would go whole: its keeper is saved; in group 1 a person kept one, whose own verdict is told beneath
    assert guarded.saved.tolist() == [True, False, False, False]
    assert [VERDICTS[code] for code in guarded.verdicts] == ["maybe", "reject", "reject", "reject"]
    assert guarded.reasons[guarded.reason_of[0]].startswith("saved by guard: ")
    assert guarded.reasons[guarded.reason_of[2]] == plain.reasons[plain.reason_of[0]]
