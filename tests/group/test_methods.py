"""The named methods on tables made by hand: what joins, what does not, and what is missing or wrong."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culling.forest import joined
from culling.group import methods
from culling.group.links import groups_of
from culling.group.methods import bursts, exact_duplicates, near_duplicates, piccl, positions, seconds
from culling.neighbours import unit_length

NOON = pd.Timestamp("2024-05-01T12:00:00")


def table(**columns: object) -> pd.DataFrame:
    """Columns given; times as seconds after noon."""
    made = pd.DataFrame(columns)
    if "after" in made:
        times = [None if pd.isna(s) else (NOON + pd.Timedelta(seconds=s)).isoformat() for s in made.pop("after")]
        made["taken_at"] = pd.Series(times, dtype=object)
    return made.set_axis([f"{number}.jpg" for number in range(len(made))])


def at(*angles: float) -> np.ndarray:
    """Unit vectors at these angles in radians; NaN for none."""
    return np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)


# -- PICCL's rule --------------------------------------------------------------------------------------------------


def test_piccl_joins_within_all_three_limits_at_most() -> None:
    photos = table(
        after=[0, 60, 130, 60, 60], latitude=[50, 50, 50, 50.002, 50], longitude=[8, 8.001, 8.001, 8.001, 8.0035]
    )
    assert piccl(photos).tolist() == [0, 0, -1, -1, -1]
    assert piccl(photos, alpha_s=70).tolist() == [0, 0, 0, -1, -1]
    assert piccl(photos, gamma_deg=0.002).tolist() == [0, 0, -1, 0, -1]
    assert piccl(photos, beta_deg=0.0025).tolist() == [0, 0, -1, -1, 0]


def test_piccl_keeps_tags_apart_and_no_column_is_one_tag() -> None:
    photos = table(after=[0, 1, 2, 3], tags=["cat", "dog", "cat", None])
    assert piccl(photos).tolist() == [0, -1, 0, -1]
    assert piccl(photos.drop(columns="tags")).tolist() == [0, 0, 0, 0]


def test_piccl_without_exif() -> None:
    assert piccl(table(width=[1, 2, 3])).tolist() == [-1, -1, -1]
    assert piccl(table(after=[0, None, 1])).tolist() == [0, -1, 0]


def test_piccl_takes_0_0_for_no_position() -> None:
    photos = table(after=[0, 1, 2, 3], latitude=[0, 0, np.nan, 0.0004], longitude=[0, 0, np.nan, 0.0004])
    assert piccl(photos).tolist() == [0, 0, 0, -1], "none agree with each other, not with one near 0, 0"
    assert piccl(table(after=[0, 1], latitude=[50, np.nan], longitude=[8, np.nan])).tolist() == [-1, -1]


def test_piccl_goes_across_the_date_line() -> None:
    photos = table(after=[0, 1, 2], latitude=[10, 10, 10], longitude=[179.9995, -179.9995, -179.998])
    assert piccl(photos).tolist() == [0, 0, -1]


def test_piccl_with_clocks_that_stand_still_or_lie() -> None:
    stopped = table(after=[0] * 300)
    assert set(piccl(stopped)) == {0}
    wrong = table(taken_at=["2024-05-01T12:00:00", "1980-01-01T00:00:00", "2024-05-01T12:00:01", "0000-00-00"])
    assert piccl(wrong).tolist() == [0, -1, 0, -1]


numbers = st.integers(0, 12)
photo = st.tuples(numbers, st.sampled_from([None, "a", "b"]), st.sampled_from([None, 0, 1, 2, 3, 359]), numbers)


@given(st.lists(photo, min_size=1, max_size=25), st.integers(0, 4), st.integers(0, 2), st.integers(0, 3))
def test_piccl_is_the_rule_on_every_pair(photos: list, alpha: int, beta: int, gamma: int) -> None:
    times, tags, east, north = (list(column) for column in zip(*photos, strict=True))
    lon = [np.nan if place is None else float(place if place < 180 else place - 360) for place in east]
    lat = [np.nan if place is None else height + 1.0 for place, height in zip(east, north, strict=True)]
    rows = table(after=times, tags=pd.Series(tags, dtype=object), longitude=lon, latitude=lat)

    def together(a: int, b: int) -> bool:
        if tags[a] != tags[b] or abs(times[a] - times[b]) > alpha or (east[a] is None) != (east[b] is None):
            return False
        if east[a] is None:
            return True
        apart = abs(east[a] - east[b])
        return min(apart, 360 - apart) <= beta and abs(north[a] - north[b]) <= gamma

    pairs = [pair for pair in itertools.combinations(range(len(photos)), 2) if together(*pair)]
    truth = groups_of(joined(*np.array(pairs, np.int64).reshape(-1, 2).T, len(photos)))
    assert piccl(rows, alpha_s=alpha, beta_deg=beta, gamma_deg=gamma).tolist() == truth.tolist()


# -- bursts --------------------------------------------------------------------------------------------------------


def test_a_burst_is_quick_and_alike_and_of_one_camera() -> None:
    photos = table(after=[0, 1, 2, 10, 11, 3], camera=["N", "N", "N", "N", "N", "C"])
    assert bursts(photos, at(0, 0.1, 0.2, 0.3, 0.4, 0.25)).tolist() == [0, 0, 0, 1, 1, -1]


def test_a_jet_in_the_same_second_does_not_join_nor_break_the_burst() -> None:
    photos = table(after=[0, 1, 1, 2], camera=["N"] * 4)
    assert bursts(photos, at(0, 0.1, 1.5, 0.2)).tolist() == [0, 0, -1, 0]


def test_bursts_need_a_time_and_a_vector_but_no_camera() -> None:
    photos = table(after=[0, None, 1, 1.5])
    assert bursts(photos, at(0, 0, 0, np.nan)).tolist() == [0, -1, 0, -1]
    assert bursts(table(width=[1, 1]), at(0, 0)).tolist() == [-1, -1]


def test_a_clock_that_stands_still_leaves_likeness_to_decide() -> None:
    photos = table(after=[0] * 6)
    assert bursts(photos, at(0, 1.5, 0.1, 1.6, 0.2, -1.5)).tolist() == [0, 1, 0, 1, 0, -1]


def test_parts_of_seconds_and_offsets_are_read() -> None:
    times = ["2024-05-01T12:00:00.90+02:00", "2024-05-01T12:00:01.10-05:00", "2024-05-01T12:00:00Z", "later", "", None]
    found = seconds(table(taken_at=pd.Series(times, dtype=object)))
    assert found[:3] - found[2] == pytest.approx([0.9, 1.1, 0], abs=1e-5)
    assert np.isnan(found[3:]).all()


# -- near and exact duplicates ---------------------------------------------------------------------------------------


def test_near_duplicates_need_both_hash_and_likeness() -> None:
    photos = table(
        perceptual_hash=["00000000000000ff", "00000000000000fe", "0000000000000000", "00000000000000ff", None]
    )
    vectors = at(0, 0.1, 0, 1.5, 0)
    assert near_duplicates(photos, vectors, bits=1).tolist() == [0, 0, -1, -1, -1]
    assert near_duplicates(photos, vectors, bits=7).tolist() == [0, 0, 0, -1, -1]
    assert near_duplicates(photos, vectors, bits=0).tolist() == [-1] * 5


def test_near_duplicates_over_many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(methods, "_BLOCK", 3)
    monkeypatch.setattr(methods, "_CHUNK", 4)
    rng = np.random.default_rng(0)
    codes, angles = rng.integers(0, 16, 40), rng.uniform(0, 1, 40)
    pairs = [
        (a, b)
        for a, b in itertools.combinations(range(40), 2)
        if int(codes[a] ^ codes[b]).bit_count() <= 1 and 1 - np.cos(angles[a] - angles[b]) <= 0.01
    ]
    truth = groups_of(joined(*np.array(pairs).T, 40))
    photos = table(perceptual_hash=[f"{code:016x}" for code in codes])
    assert near_duplicates(photos, at(*angles), bits=1, distance=0.01).tolist() == truth.tolist()


def test_exact_duplicates_are_the_same_bytes() -> None:
    assert exact_duplicates(table(content_hash=["a", "b", None, "a", None, "c"])).tolist() == [0, -1, -1, 0, -1, -1]


# -- what is wrong -----------------------------------------------------------------------------------------------------


def test_one_photo_and_none() -> None:
    for count in (0, 1):
        photos = table(after=[0.0][:count], perceptual_hash=["0" * 16][:count], content_hash=["a"][:count])
        for labels in (
            piccl(photos),
            bursts(photos, at(0)[:count]),
            near_duplicates(photos, at(0)[:count]),
            exact_duplicates(photos),
        ):
            assert labels.tolist() == [-1] * count


def test_half_a_position_is_none() -> None:
    latitude, longitude = positions(table(latitude=[1, np.nan, 0, 0], longitude=[np.nan, 2, 0, 5]))
    assert np.isnan(latitude).tolist() == np.isnan(longitude).tolist() == [True, True, True, False]


def test_bad_settings_say_what_is_wrong() -> None:
    photos, vectors = table(after=[0, 1]), unit_length(at(0, 1))
    with pytest.raises(ValueError, match="alpha_s must be 0 or more, got -1"):
        piccl(photos, alpha_s=-1)
    with pytest.raises(ValueError, match="gap_s must be 0 or more, got nan"):
        bursts(photos, vectors, gap_s=float("nan"))
    with pytest.raises(ValueError, match="bits must be from 0 to 64"):
        near_duplicates(photos, vectors, bits=65)
    with pytest.raises(ValueError, match="no column perceptual_hash; scan"):
        near_duplicates(photos, vectors)
    with pytest.raises(ValueError, match="no column content_hash; scan"):
        exact_duplicates(photos)
