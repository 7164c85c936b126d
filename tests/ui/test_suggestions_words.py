"""Sizes, counts and how sure, in words; and the picture of faces over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.errors import CullingError
from culling.ui.rooms.suggestions import words
from culling.ui.routes import PICTURES
from tests.ui.pages import state


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 kB"),
        (1, "1 kB"),
        (12_001, "13 kB"),
        (949_999, "950 kB"),
        (950_000, "0.9 MB"),
        (1_500_000, "1.5 MB"),
        (9_949_999, "9.9 MB"),
        (112_400_000, "112 MB"),
        (940_000_000, "940 MB"),
        (2_340_000_000, "2.3 GB"),
        (403_000_000_000, "403 GB"),
    ],
)
def test_sizes_are_told_in_units_that_fit(count: int, said: str) -> None:
    assert words.size(count) == said


def test_one_photo_and_many() -> None:
    assert [words.photos(count) for count in (0, 1, 2000)] == ["0 photos", "1 photo", "2,000 photos"]


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "0.00, low"), (0.34, "0.34, medium"), (0.66, "0.66, medium"), (0.67, "0.67, high")]
)
def test_how_sure_is_a_number_and_a_third_of_the_scale(share: float, said: str) -> None:
    assert words.sure(share) == said


def test_a_photo_without_faces_has_no_picture_of_them(dashboard: Callable[..., AppTest], photos: Path) -> None:
    folder = state(dashboard(photos)).open
    with pytest.raises(CullingError, match="Nobody's eyes can be judged"):
        PICTURES["eyes"](folder, folder.sheet.photo(0))
