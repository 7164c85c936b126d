"""The group guard, case by case; `decide` with it is checked against judging by hand in test_decide.py."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from culling.decide import decide, flips, full_reasons
from culling.explain import nearest_flip
from culling.policy import Policy, Rule, Unless
from culling.review import summarise
from culling.versus import versus
from tests.judged_by_hand import policies, tables

RULE = Rule("luminance", "below", 20, maybe=40)
GUARDED = Policy("guarded", (RULE,), guard=True)


def photos(luminance: list[float], **columns: list[object]) -> pd.DataFrame:
    index = pd.Index([f"{'abcdef'[row]}.jpg" for row in range(len(luminance))], name="path")
    columns.setdefault("group", [0.0] * len(luminance))
    return pd.DataFrame({"luminance": luminance, **columns}, index=index)


def verdicts(table: pd.DataFrame, policy: Policy = GUARDED) -> str:
    """K, M, R or U for each photo; S for one that the guard saved."""
    decisions = decide(table, policy)
    saved = decisions["reasons"].str.startswith("saved by guard")
    return "".join("S" if s else v[0].upper() for v, s in zip(decisions["verdict"], saved, strict=True))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (photos([5, 15, 10]), "RSR"),  # the largest margin
        (photos([5, 15, 10], keeper=[False, False, True]), "RRS"),
        (photos([5, 15, 30]), "RRM"),  # one in doubt is acceptable
        (photos([5, 15, 99]), "RRK"),
        (photos([15, 15, 15]), "SRR"),  # alike: the first
        (photos([5, 15], group=[math.nan, math.nan]), "RR"),  # alone: no group, no guard
        (photos([5], group=[7.0]), "S"),
        (photos([5, 15, 5, 15], group=[1.0, 0.0, 0.0, 1.0]), "RSRS"),
        (photos([5, 15], mark=["keep", None]), "KR"),  # a person keeps one: safe
        (photos([5, 15], mark=["maybe", None]), "MR"),
        (photos([5, 15], mark=[None, "reject"]), "SR"),  # a human reject stays one
        (photos([5, 15], mark=["reject", "reject"]), "RR"),
        (photos([5, 15], mark=[None, "reject"], keeper=[False, True]), "SR"),
        (photos([5, 99], mark=[None, "reject"]), "SR"),
        (photos([5, math.nan], error=[None, "truncated"]), "SU"),  # what cannot be read saves no scene
        (photos([5, math.nan], error=[None, "truncated"], mark=[None, "keep"]), "RK"),  # unless a person wants it
        (photos([5, math.nan]), "RU"),  # what no measure could judge is not rejected
        (photos([5, 15], group=["a", "a"]), "RS"),
        (photos([5, 15, 5], group=[-1.0, -1.0, 0.5]), "RSS"),  # any number is a name
        (photos([5, 15], group=[10.0**12, 10.0**12]), "RS"),
        (photos([5, 15], group=["", ""]), "RR"),  # what a CSV file makes of nothing
        (photos([], group=[]), ""),
    ],
)
def test_who_is_saved(table: pd.DataFrame, expected: str) -> None:
    assert verdicts(table) == expected


def test_a_saved_photo_is_a_maybe_of_the_policy_with_the_rules_that_reject_it() -> None:
    table = photos([5, 15])
    saved = decide(table, GUARDED).loc["b.jpg"]
    assert saved.to_dict() == {
        "verdict": "maybe",
        "source": "policy",
        "margin": -0.25,
        "reasons": "saved by guard: luminance < 20",
    }
    assert full_reasons(table, GUARDED).tolist() == [
        "luminance 5 < 20 (margin −15)",
        "saved by guard: luminance 15 < 20 (margin −5)",
    ]


def test_a_photo_that_is_exempt_makes_its_group_safe() -> None:
    rule = Rule("luminance", "below", 20, unless=Unless("entropy", "above", 6))
    policy = Policy("guarded", (rule,), guard=True)
    assert verdicts(photos([5, 15, 10], entropy=[7.0, 1.0, 1.0]), policy) == "KRR"
    assert verdicts(photos([5, 15, 10], entropy=[6.0, 1.0, 1.0]), policy) == "RSR"


def test_it_is_off_unless_the_policy_says_so() -> None:
    off = Policy("guarded", (RULE,))
    assert not off.guard
    assert verdicts(photos([5, 15]), off) == "RR"
    assert verdicts(photos([5, 15]).drop(columns="group")) == "RR"
    changed = flips(decide(photos([5, 15]), off), decide(photos([5, 15]), off.guarding()))
    assert changed.index.tolist() == ["b.jpg"]
    assert versus(photos([5, 15]), off, off.guarding()).differences == ["guard: off → on"]


@given(tables(), policies)
def test_at_most_one_a_group_is_saved_and_nothing_else_changes(table: pd.DataFrame, policy: Policy) -> None:
    without, with_guard = (decide(table, policy.guarding(guard)) for guard in (False, True))
    changed = (without["verdict"] != with_guard["verdict"]).to_numpy()
    assert (without["verdict"][changed] == "reject").all()
    assert (with_guard["verdict"][changed] == "maybe").all()
    assert (without["source"] == with_guard["source"]).all()
    np.testing.assert_array_equal(without["margin"], with_guard["margin"])
    assert changed.sum() == 0 or table["group"][changed].is_unique


def test_what_would_change_the_verdict_looks_at_the_whole_group() -> None:
    table = photos([5, 15, 10])
    saved = nearest_flip(table, GUARDED, "b.jpg")
    assert saved is None  # nothing that one move does makes it keep, and no other photo is nearer
    worst = nearest_flip(table, GUARDED, "a.jpg")
    assert worst is not None
    assert worst.text == "Would be maybe if the cutoff of luminance were 5 instead of 20."
    last = nearest_flip(photos([21, 15]), GUARDED, "a.jpg")
    assert last is not None
    assert last.verdict == "keep"  # one that the guard would save cannot be rejected by moving a cutoff
    other = nearest_flip(photos([5, 30], keeper=[True, False]), GUARDED, "a.jpg")
    assert other is not None
    assert other.verdict == "maybe"
    assert other.moves[0].to == math.nextafter(30, 99)  # when the other is rejected too, this one is saved


@given(tables(), policies, st.data())
@np.errstate(over="ignore")
def test_the_nearest_flip_does_flip_and_no_shorter_move_does(
    table: pd.DataFrame, policy: Policy, data: st.DataObject
) -> None:
    assume(len(table) and policy.rules and "group" in table)
    policy = policy.guarding()
    path = data.draw(st.sampled_from(table.index.tolist()))
    before = decide(table, policy).loc[path]
    flip = nearest_flip(table, policy, path)
    assert flip is None or (before["source"] == "policy" and before["verdict"] != "unjudged")
    if flip is not None:
        moved = policy.replace(*(move.moved for move in flip.moves))
        assert decide(table, moved).loc[path, "verdict"] == flip.verdict != before["verdict"]


def test_reasons_of_some_photos_look_at_whole_groups() -> None:
    table = photos([5, 15, 99, 5], group=[0.0, 0.0, 0.0, 1.0])
    told = full_reasons(table, GUARDED, np.array([3, 1]))
    assert told.to_dict() == {
        "d.jpg": "saved by guard: luminance 5 < 20 (margin −15)",
        "b.jpg": "luminance 15 < 20 (margin −5)",
    }
    assert told.index.tolist() == ["d.jpg", "b.jpg"]


def test_a_summary_of_some_photos_looks_at_whole_groups() -> None:
    table = photos([5, 15, 99], mark=["keep", None, None])
    found = summarise(table, GUARDED, pd.DataFrame(columns=["path", "mark", "how", "at"]), np.array([0, 1], np.uint32))
    assert found.matrix.loc["reject"].to_dict() == {"must-have": 0, "keep": 1, "maybe": 0, "reject": 0, "undecided": 1}
    assert found.rescued.index.tolist() == ["a.jpg"]
