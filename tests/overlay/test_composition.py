"""Lines at thirds and at the golden ratio, the subject's middle, the horizon and the cut edges, where they belong."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from culling.overlay import draw_overlay, ink
from culling.overlay.composition import tilt_words
from culling.photos import Photo
from tests.composition.drawn import sea
from tests.overlay.pictures import judged, photo, where


def _blob() -> np.ndarray:
    mask = np.zeros((120, 160))
    mask[90:120, 100:140] = 1  # on the lower border from 62.5 % to 87.5 %, its middle at (75 %, 87.5 %)
    return mask


def _lines(places: np.ndarray) -> list[float]:
    """The middles of runs of neighbouring places."""
    return [float(run.mean()) for run in np.split(places, np.flatnonzero(np.diff(places) > 3) + 1)]


def test_lines_lie_at_thirds_and_at_the_golden_ratio() -> None:
    drawn = draw_overlay(photo(), "composition")
    white, yellow = where(drawn, ink.WHITE), where(drawn, ink.YELLOW)
    columns = np.flatnonzero(white[:180].mean(axis=0) > 0.8)
    assert _lines(columns) == pytest.approx([800 / 3, 1600 / 3], abs=2)
    rows = np.flatnonzero(white[:, :250].mean(axis=1) > 0.8)
    assert _lines(rows) == pytest.approx([200, 400], abs=2)
    dashed = yellow[:180].mean(axis=0)
    assert _lines(np.flatnonzero(dashed > 0.2)) == pytest.approx([0.382 * 800, 0.618 * 800], abs=2)
    assert dashed.max() < 0.8  # dashed, so that the two are told apart without their colours


@pytest.mark.parametrize("level", [0, 128, 255])
def test_lines_have_a_dark_rim_on_any_photo(level: int) -> None:
    drawn = draw_overlay(photo(level=level), "composition").astype(int)
    across = drawn[100, 256:278].mean(axis=1)  # over the line at a third of 800
    assert across.max() > 230
    assert across.min() < 60


def test_the_subject_s_middle_has_a_ring_and_the_cut_border_a_bar() -> None:
    drawn = draw_overlay(photo(mask=_blob()), "composition")
    rows, columns = np.nonzero(where(drawn, ink.PINK))
    assert rows.max() == pytest.approx(0.875 * 600, abs=14)
    assert columns.max() == pytest.approx(0.75 * 800, abs=14)
    assert rows.min() == pytest.approx(400, abs=6)  # tied to the crossing at two thirds
    cut = where(drawn, ink.ORANGE, 2)
    assert np.flatnonzero(cut[-1]).tolist() == list(range(500, 700))
    assert not cut[:560].any()


def test_the_horizon_is_drawn_where_it_is() -> None:
    luma = sea(4.0, (600, 800), through=0.6)
    made = Photo(cv2.cvtColor(luma, cv2.COLOR_GRAY2RGB))
    made.__dict__.update(subject=None, faces=[])
    blue = where(draw_overlay(made, "composition"), ink.BLUE)
    for column in (300, 700):
        rows = np.flatnonzero(blue[:, column])
        true = 0.6 * 600 + np.tan(np.radians(4)) * (column - 400)
        assert rows.mean() == pytest.approx(true, abs=4)
    assert blue[:, :200].sum() > 2 * blue[:, 600:].sum()  # the tag with its angle


def test_tilts_are_told_with_their_side() -> None:
    assert tilt_words(2.14) == "2.1° down to the right"
    assert tilt_words(-3.0) == "3.0° down to the left"
    assert tilt_words(0.0) == tilt_words(-0.04) == "level"


def test_the_room_above_the_topmost_head_is_drawn_and_told() -> None:
    drawn = draw_overlay(photo([judged(300, 200, 200), judged(600, 290, 150)]), "composition")
    rows, columns = np.nonzero(where(drawn, ink.GREEN))
    assert rows.min() == 0
    assert rows.max() == pytest.approx(200 - 0.3 * 200, abs=4)  # to the crown of the higher one
    assert 340 < columns.min() < 400 < columns.max() < 500


def test_a_head_cut_by_the_frame_is_marked_at_the_border() -> None:
    drawn = draw_overlay(photo([judged(300, 20, 200)]), "composition")
    assert not where(drawn, ink.GREEN).any()
    assert np.flatnonzero(where(drawn, ink.ORANGE, 2)[0]).tolist() == list(range(300, 500))


def test_what_was_not_found_is_said_at_the_foot() -> None:
    both, one = draw_overlay(photo(), "composition"), draw_overlay(photo(mask=_blob()), "composition")
    tags = [where(drawn[520:, 250:540], ink.BLACK, 3).sum() for drawn in (both, one)]
    assert tags[0] > 1.3 * tags[1] > 0


@pytest.mark.parametrize("size", [(600, 1), (1, 600), (1, 1), (9, 12)])
def test_the_narrowest_photo_stays_a_picture(size: tuple[int, int]) -> None:
    assert draw_overlay(photo(mask=np.ones((4, 4)), size=size), "composition").shape == (*size, 3)
