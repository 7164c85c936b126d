"""Samples to be labelled: who may be drawn, how many of each kind, in which order, and the silent repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culling.decide import decide
from culling.labels.allocate import FEW, allocate
from culling.labels.draw import FAR, draw_edge, draw_strata, draw_uniform
from culling.labels.label import EXCLUDED, Draw
from culling.policy import Policy
from culling.rule import Rule

POLICY = Policy("p", (Rule("blur", "above", 0.5, maybe=0.45),))


def _table(count: int = 400) -> pd.DataFrame:
    blur = np.linspace(0, 0.7, count)
    errors = np.array([None] * count, dtype=object)
    errors[5] = "damaged"
    blur[7:11] = np.nan
    return pd.DataFrame({"blur": blur, "error": errors}, index=pd.Index([f"{at}.jpg" for at in range(count)]))


def _first(draw: Draw) -> list[str]:
    return list(dict.fromkeys(draw.order))


def test_every_readable_photo_is_as_likely_as_any_other() -> None:
    table = _table(20)
    counts = Counter(path for seed in range(2_000) for path in _first(draw_uniform(table, 5, seed)))
    assert "5.jpg" not in counts
    expected = 2_000 * 5 / 19
    chi2 = sum((count - expected) ** 2 / expected for count in counts.values()) / (1 - 5 / 19)
    assert len(counts) == 19
    assert chi2 < 42.3  # 99.9 % of χ² with 18 degrees of freedom


def test_the_order_is_random_so_that_the_first_photos_are_a_sample_as_well() -> None:
    table = _table(20)
    counts = Counter(draw_uniform(table, 19, seed).order[0] for seed in range(1_900))
    assert len(counts) == 19
    assert sum((count - 100) ** 2 / 100 for count in counts.values()) < 42.3


@pytest.mark.parametrize(
    "draw", [lambda *more: draw_uniform(_table(), *more), lambda *more: draw_edge(_table(), POLICY, *more)]
)
def test_the_same_seed_draws_the_same(draw) -> None:  # type: ignore[no-untyped-def]
    assert draw(50, 3) == draw(50, 3)
    assert draw(50, 3).order != draw(50, 4).order


def test_what_is_excluded_is_not_drawn_and_its_stratum_is_kept() -> None:
    table = _table(40)
    without = [f"{at}.jpg" for at in range(20)] + ["nobody.jpg"]
    draw = draw_uniform(table, 100, 0, without)
    assert set(draw.order) == set(draw.strata) == {f"{at}.jpg" for at in range(20, 40)}
    assert set(draw.about[EXCLUDED]) == {f"{at}.jpg" for at in range(20) if at != 5}
    assert EXCLUDED not in draw_uniform(table, 5).about
    edge = draw_edge(table, POLICY, 10, 0, without)
    whole = draw_edge(table, POLICY, 10)
    assert {**edge.strata, **edge.about[EXCLUDED]} == whole.strata


def test_the_edge_is_drawn_more_often_and_nobody_is_forgotten() -> None:
    table = _table()
    draw = draw_edge(table, POLICY, 100)
    chosen = set(draw.order)
    margin = decide(table, POLICY)["margin"]
    by_stratum = {number: [path for path in draw.strata if draw.strata[path] == number] for number in range(7)}
    share = {number: len(chosen.intersection(paths)) / len(paths) for number, paths in by_stratum.items()}
    farthest = {number: margin[paths].abs().max() for number, paths in by_stratum.items()}
    sides = {number: set(margin[paths] < 0) for number, paths in by_stratum.items()}
    assert len(chosen) == 100
    assert set(by_stratum[6]) == {"7.jpg", "8.jpg", "9.jpg", "10.jpg"}  # without a margin
    assert [sides[number] for number in range(6)] == [{False}] * 3 + [{True}] * 3
    for near, middle, far in ((0, 1, 2), (3, 4, 5)):
        assert farthest[near] < farthest[middle] < farthest[far]
        assert share[near] > 1.5 * share[middle] > 2 * share[far] > 0
    assert min(len(chosen.intersection(paths)) for paths in by_stratum.values()) >= FEW
    assert (draw.method, draw.policy_id, draw.about["n"]) == ("edge", POLICY.policy_id, 100)


def test_human_marks_do_not_move_a_stratum() -> None:
    table = _table()
    assert draw_edge(table.assign(mark="reject"), POLICY, 50) == draw_edge(table, POLICY, 50)


@pytest.mark.parametrize("count", [1, 2, 5, 9, 12, 19, 20, 40, 100, 399])
def test_one_in_twenty_comes_again_far_from_the_first_time(count: int) -> None:
    for seed in range(20):
        order = draw_uniform(_table(), count, seed).order
        assert len(order) - count == round(count / 19)
        twice = [path for path, times in Counter(order).items() if times > 1]
        assert max(Counter(order).values()) <= 2
        for path in twice:
            first = order.index(path)
            assert order.index(path, first + 1) - first >= min(FAR, count)


def test_repeats_come_anywhere_once_they_are_far_enough() -> None:
    places, table = Counter(), _table(120)  # type: ignore[var-annotated]
    for seed in range(100):
        order = draw_uniform(table, 100, seed).order
        places.update(at // 21 for at, path in enumerate(order) if path in order[:at])
    assert set(places) == set(range(5))
    assert places[4] > places[2] > places[0] > 0  # early photos have more places after them


def test_strata_are_drawn_as_told() -> None:
    strata = {f"{at}.jpg": at % 3 for at in range(30)}
    draw = draw_strata(strata, {0: 4, 2: 50}, 1, ["0.jpg"], policy_id="0123456789ab", about={"why": "x"})
    assert Counter(strata[path] for path in set(draw.order)) == {0: 4, 2: 10}
    assert (draw.method, draw.policy_id) == ("next", "0123456789ab")
    assert draw.about == {"why": "x", "seed": 1, EXCLUDED: {"0.jpg": 0}}


@pytest.mark.parametrize(
    ("strata", "allocation", "without", "said"),
    [
        ({"a": 0}, {0: 0}, (), "at least 1"),
        ({"a": 0}, {0: -1}, (), "0 or more"),
        ({"a": 0}, {1: 3}, (), "no photo is left"),
        ({"a": 0}, {0: 3}, ("a",), "no photo is left"),
        ({}, {0: 3}, (), "no photo is left"),
    ],
)
def test_what_cannot_be_drawn_is_told(
    strata: Mapping[str, int], allocation: Mapping[int, int], without: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        draw_strata(strata, allocation, 0, without)


def test_a_policy_without_rules_or_values_draws_all_alike() -> None:
    table = _table(30).assign(blur=np.nan)
    draw = draw_edge(table, POLICY, 10)
    assert set(draw.strata.values()) == {6}
    assert len(set(draw.order)) == 10
    assert len(set(draw_edge(table, Policy("none"), 10).order)) == 10


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8), st.data())
def test_numbers_add_up_and_every_stratum_has_a_few(listed: list[int], data: st.DataObject) -> None:
    sizes = np.array(listed)
    n = data.draw(st.integers(0, int(sizes.sum())))
    rates = np.array(data.draw(st.lists(st.floats(0.01, 10), min_size=len(sizes), max_size=len(sizes))))
    counts = allocate(sizes, rates, n)
    assert counts.sum() == n
    assert (counts <= sizes).all()
    floor = next(few for few in range(FEW, -1, -1) if np.minimum(sizes, few).sum() <= n)
    assert (counts >= np.minimum(sizes, floor)).all()


def test_above_the_few_numbers_follow_size_times_rate() -> None:
    assert allocate(np.array([100, 100, 400]), np.array([4.0, 2.0, 1.0]), 100).tolist() == [40, 20, 40]
    assert allocate(np.array([10, 1000]), np.array([1.0, 1.0]), 101).tolist() == [3, 98]
    assert allocate(np.array([10, 1000]), np.array([1000.0, 1.0]), 100).tolist() == [10, 90]


def test_what_is_excluded_may_be_any_collection_of_paths() -> None:
    table, without = _table(40), [f"{at}.jpg" for at in range(0, 40, 3)]
    draws = [draw_edge(table, POLICY, 12, 2, exclude) for exclude in (without, set(without), dict.fromkeys(without))]
    assert draws[0] == draws[1] == draws[2]
    assert not set(without).intersection(draws[0].order)
    assert draw_edge(table, POLICY, 12, 2, ()) == draw_edge(table, POLICY, 12, 2)
