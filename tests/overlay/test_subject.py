"""The subject in its colours, outlined; the rest dimmed and grey."""

from __future__ import annotations

import numpy as np

from culling.overlay import draw_overlay, ink
from culling.photos import Photo
from culling.subject import Subject
from tests.overlay.pictures import photo, where


def _red(mask: np.ndarray | None) -> Photo:
    made = photo(mask=mask)
    made.pixels[:] = (200, 60, 60)
    return made


def _mask() -> np.ndarray:
    mask = np.zeros((120, 160))
    mask[30:90, 40:80] = 1  # of 600 × 800: rows 150 to 450, columns 200 to 400
    return mask


def test_the_subject_keeps_its_colour_and_the_rest_is_dim_and_grey() -> None:
    drawn = draw_overlay(_red(_mask()), "subject").astype(int)
    assert (drawn[200:400, 250:350] == (200, 60, 60)).all()
    outside = drawn[500:, 500:]
    assert (outside == outside[0, 0]).all()
    assert np.ptp(outside[0, 0]) == 0
    assert outside[0, 0, 0] < 60


def test_its_outline_is_where_the_mask_is_one_half() -> None:
    rows, columns = np.nonzero(where(draw_overlay(_red(_mask()), "subject"), ink.YELLOW))
    assert abs(rows.min() - 150) <= 4
    assert abs(rows.max() - 450) <= 4
    assert abs(columns.min() - 200) <= 4
    assert abs(columns.max() - 400) <= 4
    inside = (rows > 170) & (rows < 430) & (columns > 220) & (columns < 380)
    assert not inside.any()


def test_a_doubtful_place_is_half_dimmed() -> None:
    mask = np.full((120, 160), 0.4)
    mask[50:70, 70:90] = 1
    drawn = draw_overlay(_red(mask), "subject").astype(int)
    sure, doubtful = drawn[300, 400], drawn[50, 50]
    assert sure[0] - sure[1] > doubtful[0] - doubtful[1] > 30


def test_without_a_subject_the_photo_stays_and_it_says_so() -> None:
    for mask in (None, np.full((120, 160), 0.45)):
        drawn = draw_overlay(_red(mask), "subject")
        assert (drawn[:500] == (200, 60, 60)).all()
        assert where(drawn[500:], ink.WHITE).sum() > 100


def test_a_subject_that_fills_the_picture_is_not_dimmed() -> None:
    made = _red(np.ones((120, 160)))
    made.__dict__["subject"] = Subject(np.ones((120, 160), np.float32))
    drawn = draw_overlay(made, "subject")
    assert (drawn[20:-20, 20:-20] == (200, 60, 60)).all()
