"""What holds of suggestions whatever the table: checked photo by photo on random folders."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from culling.suggest import KINDS, Bound, Suggestions, look, space, suggest
from tests.suggest.tables import any_tables

chosen_paths = st.sets(st.sampled_from([f"{letter}.jpg" for letter in "abcdefghi"]), max_size=2)


def _marks(table: pd.DataFrame) -> dict[str, str | None]:
    return dict(table["mark"]) if "mark" in table else dict.fromkeys(table.index)


@settings(max_examples=60)
@given(any_tables(), chosen_paths)
def test_what_a_person_wants_is_never_suggested(table: pd.DataFrame, chosen: set[str]) -> None:
    marks = _marks(table)
    for path in suggest(table, chosen=chosen)["path"]:
        assert marks[path] not in ("keep", "must-have")
        assert path not in chosen or marks[path] == "reject"


@settings(max_examples=60)
@given(any_tables(), chosen_paths)
def test_of_every_group_somebody_stays(table: pd.DataFrame, chosen: set[str]) -> None:
    gone = set(suggest(table, chosen=chosen)["path"])
    marks = _marks(table)
    for _, members in table.groupby("group") if "group" in table else []:
        free = [path for path in members.index if marks[path] != "reject"]
        assert len(members) == 1 or not free or set(free) - gone


@settings(max_examples=60)
@given(any_tables())
def test_of_every_file_one_copy_stays(table: pd.DataFrame) -> None:
    rows = suggest(table)
    twice = set(rows.loc[rows["kind"] == "duplicate", "path"])
    marks = _marks(table)
    for _, copies in table.groupby("content_hash") if "content_hash" in table else []:
        free = [path for path in copies.index if marks[path] != "reject"]
        assert not free or set(free) - twice


@settings(max_examples=60)
@given(any_tables())
def test_space_is_that_of_photos_that_are_there_and_each_counts_once(table: pd.DataFrame) -> None:
    rows = suggest(table)
    count, size = space(rows)
    left = set(rows.loc[~rows["done"], "path"])
    assert count == len(left)
    assert size == sum(int(table.at[path, "file_bytes"]) for path in left) <= table["file_bytes"].sum()


@settings(max_examples=60)
@given(any_tables(), st.randoms())
def test_the_order_of_the_rows_changes_nothing(table: pd.DataFrame, random: object) -> None:
    shuffled = list(table.index)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(suggest(table), suggest(table.loc[shuffled]))


@settings(max_examples=60)
@given(any_tables(), st.floats(0, 1), st.floats(0, 1))
def test_a_cutoff_that_is_moved_in_adds_no_flaws(table: pd.DataFrame, one: float, other: float) -> None:
    wide, strict = sorted((one, other))
    found = []
    for cutoff in (wide, strict):
        seen = look(table, Suggestions({"blur": cutoff}))
        both = pd.concat([seen.rows, seen.held])
        found.append(set(both.loc[both["kind"] == "shaky", "path"]))
    assert found[1] <= found[0]


@settings(max_examples=60)
@given(any_tables())
def test_kinds_stand_in_their_order_and_the_surest_first(table: pd.DataFrame) -> None:
    rows = suggest(table)
    names = [kind.name for kind in KINDS]
    places = [names.index(kind) for kind in rows["kind"]]
    assert places == sorted(places)
    assert rows["sure"].between(0, 1).all()
    for _, own in rows.groupby("kind"):
        assert own["sure"].is_monotonic_decreasing
        assert own["path"].is_unique
    assert all(rows["why"].str.len() > 0)


_BOUNDS = [bound for kind in KINDS for bound in (*kind.bounds, *kind.unless)]


@given(st.sampled_from(_BOUNDS), st.data())
def test_farther_beyond_the_cutoff_is_never_less_sure(bound: Bound, data: st.DataObject) -> None:
    numbers = st.floats(bound.low, bound.high)
    cutoff, one, other = data.draw(numbers), data.draw(numbers), data.draw(numbers)
    near, far = sorted((one, other), reverse=bound.side == "below")
    shares = bound.how_far(np.array([near, far, np.nan]), cutoff)
    assert 0 <= shares[0] <= shares[1] <= 1
    assert shares[2] == 0
    assert not bound.beyond(np.array([cutoff, np.nan]), cutoff).any()


def test_a_cutoff_a_hair_from_the_end_is_no_error() -> None:
    bound = Bound("luminance", "below", high=64.0, step=0.5, own=1.0)
    assert bound.how_far(np.array([1.0, 0.0, np.nan]), 2.225e-311).tolist() == [0.0, 1.0, 0.0]
