"""The benchmark of tilts on drawn photos: turned as it says, counted as it says."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.composition import TURNS, Answer, answers, by_edges, by_hough, line, turned
from culling import Photo
from tests.composition.drawn import leaves, sea


def _photo(luma: np.ndarray) -> Photo:
    return Photo(cv2.cvtColor(luma, cv2.COLOR_GRAY2RGB))


@pytest.mark.parametrize("degrees", [-10, 3])
def test_a_turned_picture_has_its_proportions_and_no_border(degrees: int) -> None:
    white = np.full((300, 400, 3), 255, np.uint8)
    shown = turned(white, degrees)
    assert shown.min() > 250
    assert shown.shape[1] / shown.shape[0] == pytest.approx(4 / 3, rel=0.01)
    assert shown.shape[1] > 300


@pytest.mark.parametrize("way", [by_edges, by_hough])
def test_both_ways_tell_a_horizon_and_which_way_it_falls(way) -> None:
    assert way(_photo(sea(4.0))) == pytest.approx(4.0, abs=0.4)
    assert way(_photo(sea(-4.0))) == pytest.approx(-4.0, abs=0.4)
    assert way(_photo(np.full((300, 400), 90, np.uint8))) is None


def test_every_photo_is_asked_at_every_turn(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "sea.png"), sea(1.0))
    cv2.imwrite(str(tmp_path / "leaves.png"), leaves())
    labels = tmp_path / "labels.csv"
    labels.write_text("path,tilt\nsea.png,1\nleaves.png,\ngone.png,0\n")
    given = answers(tmp_path, by_edges, labels)
    assert [one.turn for one in given] == [*TURNS, *TURNS]
    assert all(one.told == pytest.approx(one.true, abs=0.5) for one in given if one.photo == "sea.png")
    assert all(one.told is None for one in given if one.photo == "leaves.png")


def test_the_table_counts_errors_of_what_was_said_and_silence_apart() -> None:
    nan = float("nan")
    told = [("a", 0.0, 0.5), ("b", 2.0, 0.5), ("c", 0.0, None), ("d", 1.0, 0.2), ("e", nan, None), ("f", nan, 3.0)]
    row = line("way", [Answer(photo, 0, true, said) for photo, true, said in told])
    cells = [cell.strip().split(" (")[0] for cell in row.strip("| ").split("|")]
    assert cells == ["way", "0.80°", "67 %", "100 %", "50 %", "25 %", "50 %"]
