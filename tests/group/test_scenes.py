"""Groups are parted between scenes, never within one, and never for want of knowledge."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from culling.group.scenes import WINDOW, part_scenes
from culling.synth import burst, defocus
from tests.group.test_geometry import scene, wall


def parted(pictures: dict[str, np.ndarray | None], groups: list[float]) -> list[float | None]:
    """The groups after parting; None for alone."""
    given = pd.Series(groups, index=pd.Index(pictures, name="path"), dtype=float)
    found = part_scenes(given, pictures.get)
    assert found.name == "group"
    assert found.index.equals(given.index)
    return [None if math.isnan(group) else group for group in found]


def test_two_bursts_in_one_group_become_two_groups() -> None:
    frames = [burst(scene(seed), 4, seed=seed) for seed in (1, 2)]
    mixed = {f"{place}{which}.jpg": frames[which][place].pixels for place in range(4) for which in (0, 1)}
    assert parted(mixed, [3.0] * 8) == [0.0, 1.0] * 4


def test_a_stranger_is_alone_and_the_numbers_follow_the_first_photos() -> None:
    pictures = {"a": scene(5), "b": scene(1), "c": scene(5), "d": scene(1)[::-1, ::-1], "e": scene(3), "f": scene(9)}
    assert parted(pictures, [7.0, 2.0, 7.0, 2.0, 7.0, math.nan]) == [0.0, 1.0, 0.0, 1.0, None, None]


def test_whole_groups_stay_as_they_are() -> None:
    frames = {str(place): frame.pixels for place, frame in enumerate(burst(scene(4), 6, seed=4))}
    assert parted(frames, [0.0] * 6) == [0.0] * 6
    assert parted({"a": scene(1), "b": scene(1)}, [math.nan, math.nan]) == [None, None]
    assert parted({}, []) == []


def test_what_geometry_cannot_tell_stays_together() -> None:
    blurred = {"a": scene(6), "b": defocus(scene(6), 40), "c": scene(6)}
    assert parted(blurred, [0.0] * 3) == [0.0] * 3
    assert parted({"a": wall(1), "b": wall(2, 17)}, [0.0, 0.0]) == [0.0, 0.0]
    assert parted({"a": scene(1), "b": None}, [0.0, 0.0]) == [0.0, 0.0]


def test_what_has_no_points_joins_no_two_scenes_and_stays_with_the_nearest() -> None:
    pictures = {"a": scene(1), "b": defocus(scene(1), 40), "c": scene(2), "d": defocus(scene(3), 40), "e": scene(2)}
    assert parted(pictures | {"f": scene(1)}, [0.0] * 6) == [0.0, 0.0, 1.0, 1.0, 1.0, 0.0]
    blur = defocus(scene(1), 40)  # two that agree with each other alone are not thrown out either
    assert parted({"a": scene(1), "b": blur, "c": blur}, [0.0] * 3) == [0.0] * 3


def test_a_photo_is_looked_at_once_and_groups_are_not_mixed() -> None:
    asked: list[str] = []

    def picture(path: str) -> np.ndarray:
        asked.append(path)
        return scene(1)

    groups = pd.Series([0.0, 1.0, 0.0, 1.0, math.nan], index=list("abcde"))
    assert part_scenes(groups, picture).tolist()[:4] == [0.0, 1.0, 0.0, 1.0]
    assert sorted(asked) == list("abcd")


def test_one_scene_is_found_again_within_the_window_only() -> None:
    def group(between: int) -> list[float | None]:
        pictures = {"first": scene(0), **{str(n): scene(n) for n in range(1, between + 1)}, "last": scene(0)}
        return parted(pictures, [0.0] * len(pictures))

    assert group(WINDOW - 1) == [0.0, *[None] * (WINDOW - 1), 0.0]
    assert group(WINDOW) == [None] * (WINDOW + 2)
