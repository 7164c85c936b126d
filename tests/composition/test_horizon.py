"""The tilt of drawn scenes, and of real photos turned by known angles."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.composition import turned
from culling.composition import find_horizon
from culling.composition.horizon import LEAST_SURE, WIDEST
from culling.composition.lines import find_lines
from culling.photos import Photo, read_photo
from tests.composition.drawn import houses, leaves, sea

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "100_WALK" / "IMG_0125.JPG"
TILTS = [-13.0, -6.3, -2.0, -0.5, 0.0, 0.5, 1.2, 4.7, 10.0]


@pytest.mark.parametrize("tilt", TILTS)
def test_a_horizon_at_sea_is_told_to_a_fifth_of_a_degree(tilt: float) -> None:
    found = find_horizon(sea(tilt))
    assert found is not None
    assert found.tilt == pytest.approx(tilt, abs=0.2)
    assert found.sure > 0.6


@pytest.mark.parametrize("tilt", TILTS)
def test_walls_tell_without_a_level_line(tilt: float) -> None:
    found = find_horizon(houses(tilt))
    assert found is not None
    assert found.tilt == pytest.approx(tilt, abs=0.3)


@pytest.mark.parametrize("keystone", [-12.0, 8.0])
def test_walls_that_lean_together_are_level_where_the_middle_one_is_upright(keystone: float) -> None:
    found = find_horizon(houses(0, keystone))
    assert found is not None
    assert abs(found.tilt) < 0.5


def test_a_photo_in_portrait_is_told_as_well() -> None:
    found = find_horizon(sea(3.0, (640, 427)))
    assert found is not None
    assert found.tilt == pytest.approx(3.0, abs=0.2)


def test_the_line_runs_through_the_horizon() -> None:
    found = find_horizon(sea(2.0, through=0.3))
    assert found is not None
    across, down = found.through
    at = 0.3 * 427 + math.tan(math.radians(2.0)) * (across * 640 - 320)
    assert down * 427 == pytest.approx(at, abs=2)


@pytest.mark.parametrize("tilt", [0.0, 1.7, -4.0])
def test_mirrored_it_falls_to_the_other_side(tilt: float) -> None:
    luma = sea(tilt)
    mirrored, flipped = find_horizon(luma[:, ::-1].copy()), find_horizon(luma[::-1].copy())
    turned = find_horizon(np.rot90(luma, 2).copy())
    assert mirrored is not None
    assert flipped is not None
    assert turned is not None
    assert mirrored.tilt == pytest.approx(-tilt, abs=0.2)
    assert flipped.tilt == pytest.approx(-tilt, abs=0.2)
    assert turned.tilt == pytest.approx(tilt, abs=0.2)


def test_turned_by_a_quarter_the_horizon_counts_as_upright_and_tells_the_same() -> None:
    found = find_horizon(np.rot90(sea(2.5)).copy())
    assert found is not None
    assert found.tilt == pytest.approx(2.5, abs=0.2)


@pytest.mark.parametrize(
    "luma",
    [
        leaves(),
        np.full((427, 640), 128, np.uint8),
        np.random.default_rng(1).integers(0, 256, (427, 640)).astype(np.uint8),
        np.full((640, 1), 9, np.uint8),
        np.full((1, 1), 9, np.uint8),
        np.random.default_rng(1).integers(0, 256, (2, 640)).astype(np.uint8),
    ],
    ids=["leaves", "one colour", "noise", "1 px wide", "1 px", "2 px high"],
)
def test_where_nothing_is_straight_nothing_is_said(luma: np.ndarray) -> None:
    assert find_horizon(luma) is None


def test_what_leans_more_than_15_degrees_is_no_horizon() -> None:
    found = find_horizon(sea(21.0))
    assert found is None or abs(found.tilt) <= WIDEST


def test_edges_that_do_not_agree_leave_it_unsure() -> None:
    luma = np.full((427, 640), 128, np.uint8)
    for number in range(18):
        angle, y = math.radians(-22 + 2.6 * number), 20 + 22 * number
        ends = [(320 + round(at * math.cos(angle)), y + round(at * math.sin(angle))) for at in (-60, 60)]
        cv2.line(luma, ends[0], ends[1], 230, 2, cv2.LINE_AA)
    found = find_horizon(luma)
    assert found is None or found.sure < 2 * LEAST_SURE


def test_a_frame_round_the_picture_is_not_what_is_level() -> None:
    framed = cv2.copyMakeBorder(sea(5.0), 8, 8, 8, 8, cv2.BORDER_CONSTANT, value=255)
    found = find_horizon(framed)
    assert found is not None
    assert found.tilt == pytest.approx(5.0, abs=0.3)
    assert find_horizon(cv2.copyMakeBorder(leaves(), 8, 8, 8, 8, cv2.BORDER_CONSTANT, value=255)) is None


def test_an_edge_is_told_by_its_lean_its_length_and_its_place() -> None:
    luma = np.full((400, 600), 40, np.uint8)
    luma[100:200, 150:450] = 200
    level, upright = find_lines(luma)
    assert level.lean == pytest.approx([0, 0], abs=0.1)
    assert level.length * 600 == pytest.approx([300, 300], abs=4)
    assert sorted(level.y * 600) == pytest.approx([-100, 0], abs=1)  # from the picture's middle
    assert level.x * 600 == pytest.approx([0, 0], abs=1)
    assert upright.length * 600 == pytest.approx([100, 100], abs=4)
    assert sorted(upright.x * 600) == pytest.approx([-150, 150], abs=1)


@pytest.mark.parametrize("turn", [-7, -2, 3, 8])
def test_a_real_photo_turned_by_so_much_is_tilted_by_so_much_more(turn: int) -> None:
    pixels = read_photo(SAMPLE).pixels
    before, after = (find_horizon(Photo(turned(pixels, by)).small_luma) for by in (0, turn))
    assert before is not None
    assert after is not None
    assert after.tilt - before.tilt == pytest.approx(turn, abs=0.6)
