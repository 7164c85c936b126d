"""Ways to cut a folder: bins as photographers count, every photo in a slice, what is unknown in one of its own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from culling.audit.slicing.columns import HERE, NO_TAG, UNKNOWN, in_common, slicings
from culling.audit.slicing.words import alike


def _table(**columns: list[object]) -> pd.DataFrame:
    size = max(len(values) for values in columns.values())
    return pd.DataFrame(columns, index=pd.Index([f"{number}.jpg" for number in range(size)], name="path"))


def _of(table: pd.DataFrame, name: str) -> dict[str, list[int]]:
    """The rows of each slice."""
    for way in slicings(table):
        if way.name == name:
            return {own: way.photos(place).tolist() for place, own in enumerate(way.slices)}
    return {}


def test_stops_of_aperture_and_shutter() -> None:
    table = _table(
        aperture=[1.2, 1.8, 2.8, 3.2, 3.5, 22.0, np.nan, 0.0],
        shutter_s=[1 / 8000, 1 / 1250, 1 / 125, 1 / 50, 0.3, 30.0, 0.125, np.nan],
    )
    assert _of(table, "aperture") == {
        "f/1.4 and wider": [0],
        "f/2": [1],
        "f/2.8": [2, 3],
        "f/4": [4],
        "f/16 and narrower": [5],
        UNKNOWN: [6, 7],  # 0 is what a camera writes that knows no lens
    }
    assert _of(table, "shutter") == {
        "1/2000 s and shorter": [0],
        "1/1000 s": [1],
        "1/125 s": [2],
        "1/60 s": [3],
        "1/8 s": [6],
        "1/4 s and longer": [4, 5],
        UNKNOWN: [7],
    }


def test_bins_of_iso_focal_length_faces_and_subject() -> None:
    table = _table(
        iso=[50.0, 199, 200, 399, 6400, 1e5, np.nan],
        focal_mm=[4.15, 9.99, 10, 50, 300, np.inf, 20],
        faces=[0.0, 1, 2, 5, 6, 40, np.nan],
        subject_area=[0, 0.049, 0.05, 0.2, 0.4, 1, np.nan],
    )
    assert _of(table, "subject") == {
        "under 5 % of the picture": [0, 1],
        "5–15 %": [2],
        "15–40 %": [3],
        "40 % and more": [4, 5],
        UNKNOWN: [6],
    }
    assert _of(table, "ISO") == {
        "ISO under 200": [0, 1],
        "ISO 200–399": [2, 3],
        "ISO 6400 and more": [4, 5],
        UNKNOWN: [6],
    }
    assert _of(table, "focal length") == {
        "under 10 mm": [0, 1],
        "10–19 mm": [2],
        "20–34 mm": [6],
        "35–69 mm": [3],
        "300 mm and more": [4],
        UNKNOWN: [5],
    }
    assert _of(table, "faces") == {
        "no face": [0],
        "1 face": [1],
        "2 faces": [2],
        "3–5 faces": [3],
        "6 faces and more": [4, 5],
        UNKNOWN: [6],
    }


def test_hour_and_shape() -> None:
    table = _table(
        taken_at=[
            "2024-05-01T05:59:59",
            "2024-05-01T06:00:00+02:00",
            None,
            "2024",
            "2024-05-01T2x:00",
            "2024-05-01T23",
        ],
        width=[300, 200, 200, None, 1000, 100],
        height=[200, 300, 200, 10, 990, 0],
    )
    assert _of(table, "hour") == {"03–06 h": [0], "06–09 h": [1], "21–24 h": [5], UNKNOWN: [2, 3, 4]}
    assert _of(table, "orientation") == {"landscape": [0], "portrait": [1], "square": [2, 4], UNKNOWN: [3, 5]}


def test_a_photo_counts_with_every_tag_it_has() -> None:
    table = _table(tags=["person, animal", "animal", "", None, "food,animal , food"])
    assert _of(table, "tag") == {"animal": [0, 1, 4], "food": [4], "person": [0], NO_TAG: [2, 3]}


def test_cameras_most_frequent_first_and_folders_by_name() -> None:
    table = _table(camera=["B", "A", "A", None])
    table.index = pd.Index(["x/1.jpg", "x/y/2.jpg", "3.jpg", "x/4.jpg"], name="path")
    assert list(_of(table, "camera").items()) == [("A", [1, 2]), ("B", [0]), (UNKNOWN, [3])]
    assert _of(table, "sub-folder") == {HERE: [2], "x": [0, 3], "x/y": [1]}


def test_what_tells_no_photos_apart_is_no_way() -> None:
    assert slicings(_table(camera=["A", "A"], iso=[100.0, 150], lens=[None, None])) == []
    assert slicings(_table(iso=["lots", None])) == []
    assert slicings(_table(camera=[]).iloc[:0]) == []


def test_photos_that_no_way_cuts_are_told_by_what_they_share() -> None:
    table = _table(camera=["X", "X"], iso=[100, 150], width=[300, 200], height=[200, 100], lens=[None, None])
    assert slicings(table) == []
    assert in_common(table) == [("camera", "X"), ("ISO", "ISO under 200"), ("orientation", "landscape")]
    assert alike(table) == (
        "These 2 photos cannot be told apart. All that is known of them is the same: "
        "camera: X, ISO under 200, orientation: landscape."
    )
    assert alike(table[["lens"]]) == "These 2 photos cannot be told apart. Nothing is known of them."
    assert alike(table.iloc[:1]).startswith("There is only one photo here")
