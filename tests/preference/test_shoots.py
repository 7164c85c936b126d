"""Shoots and folds: nobody is asked about what they learned from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from culling.preference.shoots import divide, scenes, shoots
from tests.preference.made import made


def table(*photos: tuple[str, str | None]) -> pd.DataFrame:
    paths, taken = zip(*photos, strict=True)
    return pd.DataFrame({"taken_at": pd.Series(taken, dtype=object).to_numpy()}, index=pd.Index(paths, name="path"))


def test_a_shoot_ends_with_the_folder_and_with_three_hours_of_nothing() -> None:
    asked = table(
        ("a/1.jpg", "2025-06-01T23:30:00"),
        ("a/2.jpg", "2025-06-02T01:00:00"),
        ("a/3.jpg", "2025-06-02T09:00:00"),
        ("a/4.jpg", None),
        ("a/5.jpg", None),
        ("b/1.jpg", "2025-06-02T09:05:00"),
        ("top.jpg", "2025-06-02T09:10:00"),
    )
    number = shoots(asked)
    assert number[0] == number[1], "past midnight is the same party"
    assert number[3] == number[4]
    assert len({number[0], number[2], number[3], number[5], number[6]}) == 5


def test_near_duplicates_and_kept_groups_are_one_scene() -> None:
    asked = table(*((f"{at}.jpg", None) for at in range(5))).assign(group=[0.0, np.nan, np.nan, 0.0, np.nan])
    vectors = np.eye(5, dtype=np.float32)
    vectors[2] = [0, 0.95, np.sqrt(1 - 0.95**2), 0, 0]
    vectors[4] = np.nan
    number = scenes(asked, vectors)
    assert number[0] == number[3]
    assert number[1] == number[2]
    assert len(set(number)) == 3


def test_whole_shoots_are_left_out_and_shoots_that_share_a_scene_go_together() -> None:
    photos = made(200, shoots=7)
    photos.vectors[1] = photos.vectors[0]  # of the second shoot, as a photo of the first
    folds = divide(photos.table, photos.vectors, photos.keep)
    day = np.arange(200) % 7
    assert folds.by_shoot
    assert folds.shoots == 6
    assert all(len(set(folds.fold[day == one])) == 1 for one in range(7))
    assert folds.fold[0] == folds.fold[1]
    assert folds.count == 5


def test_of_one_shoot_near_duplicates_stay_together_and_that_is_told() -> None:
    photos = made(60, shoots=1)
    photos.vectors[20:40] = photos.vectors[:20]
    folds = divide(photos.table, photos.vectors, photos.keep)
    assert not folds.by_shoot
    assert folds.shoots == 1
    np.testing.assert_array_equal(folds.fold[20:40], folds.fold[:20])
    for one in range(folds.count):
        assert 0 < photos.keep[folds.fold != one].mean() < 1


def test_one_burst_alone_is_still_divided() -> None:
    photos = made(60, shoots=1)
    photos.vectors[:] = photos.vectors[0]
    folds = divide(photos.table, photos.vectors, photos.keep)
    assert folds.count == 5
    assert not folds.by_shoot


def test_shoots_with_one_answer_each_are_no_way_to_learn() -> None:
    photos = made(90, shoots=3)
    keep = np.arange(90) % 3 == 0
    folds = divide(photos.table, photos.vectors, keep)
    assert not folds.by_shoot, "left out by shoot, a part to learn from would have one answer alone"
    for one in range(folds.count):
        assert 0 < keep[folds.fold != one].mean() < 1
