"""The table of the sample photos says what is measured of them today, and what their labels say."""

from __future__ import annotations

import pandas as pd
import pytest

from culling.lessons.measured import FILE, MEASURES, sample_photos
from culling.metrics import get_metric
from culling.photos import read_photo
from culling.ui.places import SAMPLE_DATA

AGAIN = "is another now: python sample_data/make_measured.py"


def test_labels_and_flaws_are_those_of_the_sample_photos():
    labels = pd.read_csv(SAMPLE_DATA / "labels.csv", index_col="path")
    photos = sample_photos()
    assert (photos[["label", "flaw"]] == labels[["label", "flaw"]]).all(axis=None), AGAIN
    assert tuple(photos.columns) == ("label", "flaw", *MEASURES)


@pytest.mark.parametrize("path", ["100_WALK/IMG_0103.JPG", "100_WALK/IMG_0146.JPG", "101_HOME/IMG_0247.JPG"])
def test_a_photo_measures_what_the_table_says(path):
    photo, row = read_photo(SAMPLE_DATA / path), sample_photos().loc[path]
    for name in MEASURES:
        measured = get_metric(name).measure(photo)
        assert measured == pytest.approx(row[name], rel=0.02, abs=1e-3, nan_ok=True), f"{name} {AGAIN}"


def test_who_changes_the_table_changes_their_own():
    mine = sample_photos()
    mine["label"] = "reject"
    assert set(sample_photos()["label"]) == {"keep", "reject"}


def test_the_file_is_small_and_ends_lines_alike_on_every_system():
    data = FILE.read_bytes()
    assert len(data) < 40_000
    assert b"\r" not in data
