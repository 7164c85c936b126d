"""Readings of the subject: only what lies in its mask counts, by the same octaves as `blur`."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from culling import Photo, synth
from culling.blur_map import BlurMap
from culling.metrics.blur import BESIDE, OFF_SUBJECT, POWER, blur, reading, within
from culling.metrics.subject import subject_area, subject_sharpness
from culling.subject import Subject
from tests.metrics.pictures import SCENES, constant

CELLS = (60, 80)
OCTAVES = math.log2(9 / 0.35)


def halves(left: float, right: float) -> BlurMap:
    """A map whose left half is blurred by `left` px, its right half by `right`."""
    amount = np.full(CELLS, left, np.float32)
    amount[:, 40:] = right
    return BlurMap(amount, np.full(CELLS, 0.9, np.float32), np.full(CELLS, 0.1, np.float32))


def on(side: str) -> Subject:
    mask = np.zeros((120, 160), np.float32)
    mask[:, :80] = side == "left"
    mask[:, 80:] = side == "right"
    return Subject(mask)


def photo_of(seen: BlurMap | None, subject: Subject | None) -> Photo:
    photo = Photo(np.ascontiguousarray(SCENES["coffee"]))
    photo.__dict__ |= {"blur_map": seen, "subject": subject}
    return photo


@pytest.mark.parametrize(("side", "sigma"), [("left", 0.7), ("right", 2.8)])
def test_sharpness_is_that_of_the_subject_alone(side: str, sigma: float) -> None:
    expected = 1 - math.log2(sigma / 0.35) / OCTAVES
    assert subject_sharpness(photo_of(halves(0.7, 2.8), on(side))) == pytest.approx(expected, abs=0.02)


def test_one_sharp_eye_makes_the_subject_sharp() -> None:
    seen = halves(4.0, 4.0)
    seen.amount[28:34, 10:16] = 0.4
    price = math.log2(seen.amount.size / 36) / POWER  # of being but 36 of all cells
    expected = 1 - (math.log2(0.4 / 0.35) + price) / OCTAVES
    assert subject_sharpness(photo_of(seen, on("left"))) == pytest.approx(expected, abs=0.005)
    assert subject_sharpness(photo_of(seen, on("right"))) < 0.3


def test_sharpness_off_the_subject_counts_less_for_blur() -> None:
    """The same sharp half, on the subject and beside it: as many octaves apart as the place costs."""
    seen = halves(0.7, 9.0)
    beside, upon = reading(seen, on("right")), reading(seen, on("left"))
    assert beside - upon == pytest.approx(OFF_SUBJECT / OCTAVES, abs=0.005)
    assert upon == pytest.approx(math.log2(0.7 / 0.35) / OCTAVES, abs=0.04)


def test_what_is_lower_on_the_subject_counts_more() -> None:
    """Two spots on a subject that is everywhere: the upper one counts (.95² − .35²) / 2 octaves less."""
    everywhere = Subject(np.ones((120, 160), np.float32))
    found = []
    for top in (0, 36):
        seen = halves(9.0, 9.0)
        seen.amount[top : top + 6, 37:43] = 0.5
        found.append(reading(seen, everywhere))
    assert found[0] - found[1] == pytest.approx((0.95**2 - 0.35**2) / 2 / OCTAVES, abs=0.01)


def test_without_a_subject_blur_is_as_it_was_and_its_sharpness_nobody_knows() -> None:
    seen = halves(0.7, 9.0)
    photo = photo_of(seen, None)
    assert blur(photo) == reading(seen)
    assert math.isnan(subject_sharpness(photo))
    assert math.isnan(subject_area(photo))


def test_without_a_blur_map_or_texture_nothing_is_said() -> None:
    assert math.isnan(subject_sharpness(photo_of(None, on("left"))))
    plain = constant(128)
    plain.__dict__["subject"] = on("left")
    assert math.isnan(subject_sharpness(plain))


def test_the_area_is_the_share_of_the_mask_from_a_half_on() -> None:
    mask = np.full((100, 100), 0.4, np.float32)
    mask[:25, :40] = 0.6
    assert subject_area(photo_of(None, Subject(mask))) == pytest.approx(0.1)


def test_a_subject_on_which_the_map_is_sure_of_nothing_has_no_sharpness() -> None:
    seen = halves(2.0, 2.0)
    seen.confidence[:, :40] = 0.001
    assert math.isnan(within(seen, on("left")))
    assert within(seen, on("right")) == pytest.approx(math.log2(2 / 0.35) / OCTAVES, abs=0.02)


def test_what_is_beside_the_subject_does_not_make_it_sharp() -> None:
    """Beside it all is sharp, 3.5 octaves sharper; three of them are the price of being beside it."""
    seen = halves(4.0, 0.35)
    assert within(seen, on("left")) == pytest.approx(BESIDE / OCTAVES, abs=0.02)
    assert reading(seen) < 0.05


@pytest.mark.parametrize("name", ["astronaut", "coffee"])
def test_focus_on_the_subject_and_focus_behind_it(name: str) -> None:
    """Real pictures: blurring the subject lowers its sharpness, blurring all else hardly does."""
    pixels = np.ascontiguousarray(SCENES[name])
    soft = synth.defocus(pixels, 8)
    mask = cv2.resize(Photo(pixels).subject.mask, pixels.shape[1::-1])
    inside = cv2.dilate((mask >= 0.3).astype(np.uint8), np.ones((31, 31), np.uint8))[..., None]
    upon, behind = (Photo(np.where(chosen, pixels, soft)) for chosen in (inside, 1 - inside))
    assert subject_sharpness(upon) > subject_sharpness(behind) + 0.15
    assert blur(upon) < blur(behind)
