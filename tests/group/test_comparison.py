"""Two groupings compared: against all pairs looked at one by one, and on cases worked out by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from culling.group.comparison import Difference, compare

ALONE = float("nan")


def _groups(*numbers: float) -> pd.Series:
    return pd.Series(numbers, [f"photo_{row}.jpg" for row in range(len(numbers))], dtype=float, name="group")


def _joined(groups: pd.Series) -> set[tuple[str, str]]:
    """All pairs that stand in one group, looked at one by one."""
    return {(a, b) for a, b in combinations(groups.index, 2) if groups[a] == groups[b]}  # NaN equals nothing


pairs_of_groupings = some.integers(0, 12).flatmap(
    lambda count: some.tuples(
        *(some.lists(some.sampled_from([ALONE, 0.0, 1.0, 2.0, 7.0]), min_size=count, max_size=count) for _ in range(2))
    )
)


@given(pairs_of_groupings)
def test_counts_are_those_of_all_pairs(groupings: tuple[list[float], list[float]]) -> None:
    first, second = (_groups(*numbers) for numbers in groupings)
    one, other = _joined(first), _joined(second)
    found = compare(first, second, most=100)
    assert (found.both, found.only_first, found.only_second) == (len(one & other), len(one - other), len(other - one))
    assert found.same == (one == other)
    assert found.shared == pytest.approx(len(one & other) / len(one | other) if one | other else 1.0)
    by_first = sum(difference.pairs for difference in found.differences if difference.by == "first")
    by_second = sum(difference.pairs for difference in found.differences if difference.by == "second")
    assert (by_first, by_second) == (len(one - other), len(other - one))


@given(pairs_of_groupings)
def test_every_difference_names_a_whole_group_and_its_parts(groupings: tuple[list[float], list[float]]) -> None:
    sides = {"first": _groups(*groupings[0]), "second": _groups(*groupings[1])}
    for difference in compare(sides["first"], sides["second"], most=100).differences:
        own = sides[difference.by]
        other = sides["second" if difference.by == "first" else "first"]
        assert sorted(difference.photos) == sorted(own.index[own == difference.group])
        together = {frozenset(pair) for part in difference.parts for pair in combinations(part, 2)}
        assert together == {frozenset(pair) for pair in _joined(other) if set(pair) <= set(difference.photos)}


def test_what_one_joins_and_the_other_parts() -> None:
    first = _groups(0, 0, 0, 0, 1, 1, ALONE)
    second = _groups(5, 5, ALONE, ALONE, 2, 2, 2)
    found = compare(first, second)
    # first joins 6 + 1 pairs, second 1 + 3; both have (0, 1) and (4, 5)
    assert (found.both, found.only_first, found.only_second) == (2, 5, 2)
    assert found.shared == pytest.approx(2 / 9)
    assert found.differences == (
        Difference("first", 0, (("photo_0.jpg", "photo_1.jpg"), ("photo_2.jpg",), ("photo_3.jpg",)), 5),
        Difference("second", 2, (("photo_4.jpg", "photo_5.jpg"), ("photo_6.jpg",)), 2),
    )


def test_the_index_is_hubert_and_arabies() -> None:
    # 7 photos, 21 pairs, 7 and 4 joined, 2 by both: (2 − 28/21) / (11/2 − 28/21) = 0.16
    assert compare(_groups(0, 0, 0, 0, 1, 1, ALONE), _groups(5, 5, ALONE, ALONE, 2, 2, 2)).rand == pytest.approx(0.16)


@pytest.mark.parametrize("numbers", [(), (ALONE,), (ALONE, ALONE), (0.0, 0.0), (3.0, ALONE, 3.0)])
def test_a_grouping_is_the_same_as_itself(numbers: tuple[float, ...]) -> None:
    found = compare(_groups(*numbers), _groups(*numbers))
    assert (found.same, found.rand, found.shared, found.differences) == (True, 1.0, 1.0, ())


def test_only_the_worst_are_told() -> None:
    sizes = [2 + number % 7 for number in range(30)]
    first = _groups(*np.repeat(np.arange(30.0), sizes))
    found = compare(first, _groups(*[ALONE] * len(first)), most=5)
    assert [len(difference.photos) for difference in found.differences] == [8, 8, 8, 8, 7]
    assert found.only_first == sum(size * (size - 1) // 2 for size in sizes)


def test_groups_of_other_photos_are_refused() -> None:
    with pytest.raises(ValueError, match="not of the same photos"):
        compare(_groups(0, 0), _groups(0, 0, 0))
