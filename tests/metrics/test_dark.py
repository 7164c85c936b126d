"""Bright or dark: on photos darkened by a known amount, on brackets, and on odd shapes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from culling import Photo, read_photo, synth
from culling.metrics.dark import dark_input, p_dark
from tests.metrics.pictures import SCENES

every_scene = pytest.mark.parametrize("name", SCENES)


@every_scene
def test_five_stops_less_are_dark_and_the_scene_itself_is_not(name: str) -> None:
    pixels = np.ascontiguousarray(SCENES[name])
    assert p_dark(Photo(pixels)) < 0.3
    assert p_dark(Photo(synth.underexpose(pixels, 5))) > 0.9


@every_scene
def test_darker_by_stops_scores_higher(name: str) -> None:
    scores = [p_dark(Photo(synth.underexpose(SCENES[name], stops))) for stops in (0, 2.5, 5)]
    assert scores[0] < scores[2]
    assert scores == pytest.approx(sorted(scores), abs=0.05)


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (64, 64), (1999, 3)])
def test_any_shape_has_a_probability(shape: tuple[int, int]) -> None:
    dark, bright = (p_dark(Photo(np.full((*shape, 3), level, np.uint8))) for level in (2, 160))
    assert 0 <= bright < dark <= 1


def test_the_input_is_the_mean_over_the_whole_photo() -> None:
    pixels = np.zeros((128, 256, 3), np.uint8)
    pixels[:, :, 1] = 200
    seen = dark_input(Photo(pixels))
    assert seen.shape == (3, 64, 64)
    assert seen.dtype == np.float32
    assert (seen[1] == 200).all()
    assert (seen[[0, 2]] == 0).all()


def test_the_darker_frame_of_a_real_bracket_scores_higher(shared_data: Path) -> None:
    pairs = [
        [read_photo(shared_data / "exposure_pairs" / side / path.name) for side in ("under", "over")]
        for path in sorted((shared_data / "exposure_pairs/under").iterdir())
    ]
    dark = [(under, over) for under, over in pairs if under.luma.mean() < 50]
    right = sum(p_dark(under) > p_dark(over) for under, over in dark)
    assert right >= 0.9 * len(dark), f"{right} of {len(dark)}"
