"""Moves, undo and redo on a hand-made table; no page is needed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from culling.decide import decide
from culling.policy import Policy
from culling.rule import Rule, Unless
from culling.ui.mirrors import Mirrors
from culling.ui.tuning import Tuning, decisive

SHARP = Rule("laplacian_variance", "below", 100.0)


@pytest.fixture
def table() -> pd.DataFrame:
    values = {"a.jpg": 50.0, "b.jpg": 150.0, "c.jpg": 250.0, "d.jpg": np.nan, "e.jpg": 240.0}
    return pd.DataFrame({"laplacian_variance": values}).rename_axis("path")


@pytest.fixture
def tuning(table: pd.DataFrame) -> Tuning:
    return Tuning(table, Policy("p", (SHARP,)))


def _at(cutoff: float, maybe: float | None = None) -> Rule:
    return Rule("laplacian_variance", "below", cutoff, maybe)


def test_a_move_decides_again_and_tells_what_turned(tuning: Tuning, table: pd.DataFrame) -> None:
    assert tuning.set_rule(_at(245))
    assert tuning.counts() == {"keep": 1, "maybe": 0, "reject": 3, "unjudged": 1}
    pd.testing.assert_frame_equal(tuning.decisions, decide(table, tuning.policy))
    assert tuning.last is not None
    assert list(tuning.last.turned("reject").index) == ["e.jpg", "b.jpg"]  # nearest to the cutoff first
    assert tuning.last.turned("keep").empty
    assert tuning.last.change() == {"keep": -2, "maybe": 0, "reject": 2, "unjudged": 0}
    assert tuning.last.title == "laplacian_variance: reject below 100 → 245"


def test_a_move_that_changes_nothing_is_none(tuning: Tuning) -> None:
    assert not tuning.set_rule(_at(100))
    assert tuning.last is None
    assert not tuning.can_undo


def test_undo_and_redo_walk_the_same_way(tuning: Tuning) -> None:
    policies = [tuning.policy]
    for cutoff in (120, 160, 300):
        tuning.set_rule(_at(cutoff))
        policies.append(tuning.policy)
    for expected in policies[-2::-1]:
        assert tuning.undo()
        assert tuning.policy == expected
    assert not tuning.undo()
    for expected in policies[1:]:
        assert tuning.redo()
        assert tuning.policy == expected
    assert not tuning.redo()


def test_undo_is_a_move_whose_flips_are_told(tuning: Tuning) -> None:
    tuning.set_rule(_at(245))
    tuning.undo()
    assert tuning.last is not None
    assert sorted(tuning.last.turned("keep").index) == ["b.jpg", "e.jpg"]


def test_undo_and_redo_say_what_they_moved(tuning: Tuning) -> None:
    tuning.set_rule(_at(245))
    assert tuning.undo()
    assert tuning.last is not None
    assert tuning.last.title == "undone: laplacian_variance: reject below 100 → 245"
    assert tuning.redo()
    assert tuning.last.title == "again: laplacian_variance: reject below 100 → 245"


def test_a_new_move_drops_what_could_be_redone(tuning: Tuning) -> None:
    tuning.set_rule(_at(120))
    tuning.undo()
    tuning.set_rule(_at(300))
    assert not tuning.can_redo


def test_a_rescan_that_adds_photos_keeps_policy_and_undo(tuning: Tuning, table: pd.DataFrame) -> None:
    tuning.set_rule(_at(200))
    more = pd.concat([table, pd.DataFrame({"laplacian_variance": {"f.jpg": 10.0}})]).rename_axis("path")
    tuning.use_table(more)
    assert tuning.counts()["reject"] == 3
    assert tuning.last is None  # before and after are not of the same photos
    assert tuning.undo()
    assert tuning.policy.rules == (SHARP,)


def test_the_edge_is_nearest_first_on_both_sides(tuning: Tuning) -> None:
    tuning.set_rule(_at(200))
    rejected, kept = tuning.edge("laplacian_variance", 2)
    assert list(rejected.index) == ["b.jpg", "a.jpg"]
    assert list(kept.index) == ["e.jpg", "c.jpg"]


def test_decisive_is_the_rule_that_lies_furthest_beyond(table: pd.DataFrame) -> None:
    two = table.assign(luminance=[200.0, 10.0, 90.0, 50.0, 120.0])
    policy = Policy("p", (SHARP, Rule("luminance", "below", 40.0)))
    said = decisive(two, policy)
    assert said["metric"].tolist()[:3] == ["laplacian_variance", "luminance", "luminance"]
    assert said.loc["b.jpg", "share"] == pytest.approx(-0.75)
    assert said["share"].to_numpy() == pytest.approx(decide(two, policy)["margin"].to_numpy())


def test_of_a_photo_in_doubt_the_end_of_the_band_is_decisive(table: pd.DataFrame) -> None:
    one = table.assign(luminance=[20.0, 35.0, 50.0, 5.0, 39.0])
    policy = Policy("p", (Rule("luminance", "below", 10.0, 40.0),))
    assert decisive(one, policy)["cutoff"].tolist() == [10.0] * 5
    said = decisive(one, policy, bands=True)
    assert said["cutoff"].tolist() == [40.0, 40.0, 10.0, 10.0, 40.0]
    assert said["share"].tolist() == pytest.approx([-0.5, -0.125, 4.0, -0.5, -0.025])


def test_a_name_alone_leaves_the_last_move_in_sight(table: pd.DataFrame) -> None:
    tuning = Tuning(table, Policy("p", (SHARP,)))
    tuning.set_rule(_at(200))
    last = tuning.last
    assert tuning.change(tuning.policy.replace(name="kept"), "saved as kept")
    assert tuning.policy.name == "kept"
    assert tuning.last is last
    tuning.undo()
    assert (tuning.policy.name, tuning.last) == ("p", last)


def test_decisive_without_a_value_is_nan(table: pd.DataFrame) -> None:
    assert np.isnan(decisive(table, Policy("p", (SHARP,))).loc["d.jpg", "value"])
    assert decisive(table, Policy("none")).isna().all(axis=None)


def test_decisive_passes_over_rules_that_do_not_count_and_names_one_where_none_does(table: pd.DataFrame) -> None:
    lit = table.assign(luminance=[200.0, 10.0, np.nan, 200.0, 200.0], entropy=[np.nan, 7.0, 3.0, np.nan, 7.0])
    bright = Unless("luminance", "above", 100)
    policy = Policy("p", (replace(SHARP, maybe=300.0, unless=bright), Rule("entropy", "below", 5.0)))
    said = decisive(lit, policy, bands=True)
    assert said["metric"].tolist()[:1] + said["metric"].tolist()[1:3] == ["laplacian_variance"] * 2 + ["entropy"]
    assert said.loc["a.jpg", "value"] == 50.0
    assert np.isnan(said.loc["a.jpg", "share"])  # exempt, and nothing else has a value
    assert said.loc["b.jpg", "cutoff"] == 300.0  # in the band of a rule that counts
    assert said.loc["e.jpg"].tolist()[:4] == ["entropy", "below", 5.0, 7.0]
    assert np.isnan(said.loc["d.jpg", "value"])


# -- mirrors ------------------------------------------------------------------------------------------------------


def test_a_widget_keeps_its_key_while_a_person_moves_it() -> None:
    mirrors = Mirrors()
    key = mirrors.key("cut", 100.0)
    assert mirrors.moved(key, 120.0)
    assert mirrors.key("cut", 120.0) == key


def test_a_widget_is_made_anew_when_another_hand_moves_its_number() -> None:
    mirrors = Mirrors()
    key = mirrors.key("cut", 100.0)
    assert mirrors.key("cut", 90.0) != key


def test_the_last_word_of_a_replaced_widget_is_not_a_move() -> None:
    mirrors = Mirrors()
    old = mirrors.key("exact", 100.0)
    mirrors.key("exact", 110.0)  # the slider moved, so the number beside it was made anew
    assert not mirrors.moved(old, 100.0)
    assert mirrors.key("exact", 110.0) == "exact_2"


def test_a_widget_that_repeats_what_it_shows_is_not_a_move() -> None:
    mirrors = Mirrors()
    key = mirrors.key("band", False)
    assert not mirrors.moved(key, False)
    assert mirrors.moved(key, True)


def test_what_the_policy_says_beside_marks_is_the_decision_of_photos_without_one() -> None:
    table = pd.DataFrame({"laplacian_variance": [10.0, 20.0, 30.0, 40.0]}, index=pd.Index(list("abcd"), name="path"))
    tuning = Tuning(table.assign(group=[0.0, 0.0, 1.0, 1.0]), Policy("p", (SHARP,), guard=True))
    assert tuning.alone is tuning.decisions
    assert tuning.alone["verdict"].tolist() == ["reject", "maybe", "reject", "maybe"]
    tuning.use_table(tuning.table.assign(mark=["keep", None, None, None]))
    assert tuning.decisions["verdict"].tolist() == ["keep", "reject", "reject", "maybe"]
    assert tuning.alone["verdict"].tolist() == ["reject", "reject", "reject", "maybe"]
    assert tuning.alone["reasons"].tolist() == [
        *["laplacian_variance < 100"] * 3,
        "saved by guard: laplacian_variance < 100",
    ]
    tuning.change(tuning.policy.guarding(False))
    assert tuning.alone["verdict"].tolist() == ["reject"] * 4
