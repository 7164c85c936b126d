"""The table of sample photos at several sizes says what is measured of them today."""

from __future__ import annotations

import pytest

from culling.lessons.measured import sample_photos
from culling.lessons.resize import resized
from culling.lessons.sized import FILE, MEASURES, SIZES, sample_sizes, sample_subjects
from culling.metrics import get_metric
from culling.photos import read_photo
from culling.ui.places import SAMPLE_DATA

AGAIN = "is another now: python sample_data/make_sized.py"


@pytest.mark.parametrize("path", ["100_WALK/IMG_0136.JPG", "101_HOME/IMG_0231.JPG", "101_HOME/IMG_0247.JPG"])
def test_a_photo_measures_what_the_table_says(path):
    photo = read_photo(SAMPLE_DATA / path)
    subject = get_metric("subject_sharpness").measure(photo)
    assert subject == pytest.approx(sample_subjects()[path], rel=0.02, nan_ok=True), AGAIN
    for name in MEASURES:
        measured = [get_metric(name).measure(resized(photo, size)) for size in SIZES]
        assert measured == pytest.approx(list(sample_sizes(name).loc[path]), rel=0.02, abs=2e-3, nan_ok=True), AGAIN


def test_it_holds_every_sample_photo():
    assert list(sample_subjects().index) == list(sample_photos().index)
    assert list(sample_sizes("blur").columns) == list(SIZES)


def test_a_measure_it_does_not_hold_is_refused():
    with pytest.raises(ValueError, match="not 'luminance'"):
        sample_sizes("luminance")


def test_who_changes_a_table_changes_their_own():
    mine = sample_sizes("blur")
    mine.loc[:, 120] = 7.0
    assert sample_sizes("blur")[120].max() <= 1


def test_the_file_is_small_and_ends_lines_alike_on_every_system():
    data = FILE.read_bytes()
    assert len(data) < 40_000
    assert b"\r" not in data
