"""The six classes on photos damaged by a known amount, and on photos that are hardly any."""

from __future__ import annotations

import math

import numpy as np
import pytest

from culling import Photo, synth
from culling.flaws import CELL, CELLS, SMALLEST_SIDE, flaw_planes, flaw_probabilities, likeliest_flaw
from culling.metrics import flaws as measures
from culling.photos import Pixels
from culling.synth import FLAWS, get_damage
from tests.metrics.pictures import SCENES

SEVERE = {
    "blurred": "defocus",
    "camera_shake": "linear_motion_blur",
    "distorted": "distort_x",
    "underexposed": "underexpose",
    "overexposed": "overexpose",
}
every_scene = pytest.mark.parametrize("name", SCENES)


def severely(flaw: str, pixels: Pixels) -> Pixels:
    damage = get_damage(SEVERE[flaw])
    amount = damage.amounts_for(max(pixels.shape[:2]))[-1]
    return damage.apply(np.ascontiguousarray(pixels), amount, np.random.default_rng(0))


@every_scene
@pytest.mark.parametrize("flaw", SEVERE)
def test_severe_damage_raises_its_own_probability(name: str, flaw: str) -> None:
    place = FLAWS.index(flaw)
    clean = flaw_probabilities(Photo(np.ascontiguousarray(SCENES[name])))
    damaged = flaw_probabilities(Photo(severely(flaw, SCENES[name])))
    assert damaged[place] > clean[place] + 0.3
    assert damaged[0] < clean[0]


@pytest.mark.parametrize("flaw", SEVERE)
def test_most_severely_damaged_scenes_get_the_right_class(flaw: str) -> None:
    answers = [likeliest_flaw(flaw_probabilities(Photo(severely(flaw, pixels)))) for pixels in SCENES.values()]
    assert answers.count(flaw) >= 2


@pytest.mark.parametrize("shape", [(32, 32), (33, 640), (1000, 40), (96, 96), (481, 321), (2000, 1333)])
def test_probabilities_sum_to_one_at_any_size(shape: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    probabilities = flaw_probabilities(Photo(pixels))
    assert probabilities.shape == (len(FLAWS),)
    assert probabilities.dtype == np.float32
    assert probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert likeliest_flaw(probabilities) in FLAWS


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (700, 1), (31, 200), (200, SMALLEST_SIDE - 1)])
def test_a_photo_too_small_to_judge_is_nan(shape: tuple[int, int]) -> None:
    probabilities = flaw_probabilities(Photo(np.full((*shape, 3), 128, np.uint8)))
    assert np.isnan(probabilities).all()
    assert likeliest_flaw(probabilities) == ""


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_plain_picture_gives_probabilities(level: int) -> None:
    probabilities = flaw_probabilities(Photo(np.full((240, 320, 3), level, np.uint8)))
    assert probabilities.sum() == pytest.approx(1, abs=1e-5)


@every_scene
def test_a_grey_photo_is_no_flaw(name: str) -> None:
    colour = np.ascontiguousarray(SCENES[name])
    grey = np.repeat(Photo(colour).luma[:, :, None], 3, axis=2)
    change = flaw_probabilities(Photo(np.ascontiguousarray(grey))) - flaw_probabilities(Photo(colour))
    assert change[0] > -0.3


def test_the_planes_hold_the_whole_photo_and_its_textured_cells() -> None:
    pixels = np.full((2 * CELL, 4 * CELL, 3), 100, np.uint8)
    pixels[CELL:, 3 * CELL :] = np.random.default_rng(0).integers(0, 256, (CELL, CELL, 3))
    photo = Photo(pixels)
    planes = flaw_planes(photo)
    assert planes.shape == (12 + CELLS, CELL, CELL)
    assert np.array_equal(planes[12], photo.luma[CELL:, 3 * CELL :]), "the most textured cell comes first"
    assert (planes[13:] == 100).all()
    whole = planes[:12].reshape(3, 2, 2, CELL, CELL).transpose(3, 1, 4, 2, 0).reshape(2 * CELL, 2 * CELL, 3)
    assert (whole[:, : 3 * CELL // 2] == 100).all()


def test_the_measures_read_the_probabilities_in_their_order() -> None:
    photo = Photo(np.zeros((40, 40, 3), np.uint8))
    photo.__dict__["flaw_probabilities"] = np.array([0.4, 0.3, 0.15, 0.08, 0.05, 0.02], np.float32)
    read = [measures.p_blurred, measures.p_camera_shake, measures.p_distorted]
    read += [measures.p_underexposed, measures.p_overexposed]
    assert [measure(photo) for measure in read] == pytest.approx([0.3, 0.15, 0.08, 0.05, 0.02])
    assert measures.flaw(photo) == pytest.approx(0.6)
    photo.__dict__["flaw_probabilities"] = np.full(6, np.nan, np.float32)
    assert math.isnan(measures.flaw(photo))


def test_a_soft_background_is_no_blur() -> None:
    sharp = np.ascontiguousarray(SCENES["astronaut"])
    soft = synth.defocus(sharp, 6)
    portrait = soft.copy()
    portrait[:300, 120:320] = sharp[:300, 120:320]
    place = FLAWS.index("blurred")
    both = [flaw_probabilities(Photo(pixels))[place] for pixels in (portrait, soft)]
    assert both[0] < both[1] - 0.3
