"""Fewer pixels, the same photo; never more."""

from __future__ import annotations

import numpy as np
import pytest

from culling.lessons.resize import resized
from culling.photos import Photo


def _photo(height: int, width: int) -> Photo:
    return Photo(np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8), content_hash="abc")


def test_the_long_side_is_as_asked_and_the_light_stays():
    photo = _photo(800, 400)
    small = resized(photo, 100)
    assert small.pixels.shape == (100, 50, 3)
    assert small.pixels.mean() == pytest.approx(photo.pixels.mean(), abs=0.5)
    assert small.full_size == (400, 800)
    assert small.content_hash == ""


def test_a_photo_is_never_enlarged():
    photo = _photo(60, 40)
    assert resized(photo, 60) is photo
    assert resized(photo) is photo


def test_a_thin_photo_keeps_a_pixel():
    assert resized(_photo(2, 900), 100).pixels.shape == (1, 100, 3)


def test_no_size_is_refused():
    with pytest.raises(ValueError, match="1 px or more, got 0"):
        resized(_photo(4, 4), 0)
