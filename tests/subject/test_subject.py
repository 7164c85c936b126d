"""The mask of a photo's subject: its numbers by hand, then the bundled network on pictures with a known subject."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from culling import Photo, read_photo
from culling.photos import Pixels
from culling.subject import Subject, find_subject, in_proportion
from culling.subject.own import square_mask
from tests.subject.pictures import BOXES, picture


@pytest.fixture(autouse=True)
def _nothing_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path / "empty"))


def found(pixels: Pixels) -> Subject:
    subject = find_subject(pixels)
    assert subject is not None
    return subject


def test_share_box_and_middle_of_a_mask_drawn_by_hand() -> None:
    mask = np.zeros((10, 20), np.float32)
    mask[2:6, 4:9] = 1
    subject = Subject(mask)
    assert subject.share == pytest.approx(20 / 200)
    assert subject.box == pytest.approx((4 / 20, 2 / 10, 9 / 20, 6 / 10))
    assert subject.middle == pytest.approx((6.5 / 20, 4 / 10))


def test_a_faint_mask_has_no_box_and_one_of_nothing_has_its_middle_in_the_middle() -> None:
    faint, nothing = Subject(np.full((4, 4), 0.4, np.float32)), Subject(np.zeros((4, 6), np.float32))
    assert (faint.box, faint.share, nothing.box) == (None, 0.0, None)
    assert nothing.middle == (0.5, 0.5)


@pytest.mark.parametrize(("size", "cells"), [((640, 480), (120, 160)), ((480, 640), (160, 120)), ((40, 30), (30, 40))])
def test_a_mask_has_the_proportions_of_the_photo(size: tuple[int, int], cells: tuple[int, int]) -> None:
    assert in_proportion(np.ones((80, 80), np.float32), *size).shape == cells


@pytest.mark.parametrize("name", BOXES)
def test_what_a_picture_is_of(name: str) -> None:
    subject = found(picture(name))
    left, top, right, bottom = BOXES[name]
    assert subject.mask.min() >= 0
    assert subject.mask.max() <= 1
    height, width = subject.mask.shape
    inside = subject.mask[int(top * height) : int(bottom * height), int(left * width) : int(right * width)]
    assert inside.sum() > 0.85 * subject.mask.sum()
    assert left < subject.middle[0] < right
    assert top < subject.middle[1] < bottom


@pytest.mark.parametrize("name", BOXES)
def test_a_mirrored_picture_has_the_mirrored_mask(name: str) -> None:
    pixels = picture(name)
    mask, mirrored = found(pixels).mask, found(np.ascontiguousarray(pixels[:, ::-1])).mask
    assert np.abs(mask - mirrored[:, ::-1]).mean() < 0.01


@pytest.mark.parametrize("name", ["coffee", "astronaut"])
@pytest.mark.parametrize("blurred", ["subject", "rest"])
def test_the_mask_does_not_follow_focus(name: str, blurred: str) -> None:
    pixels = picture(name)
    mask = found(pixels).mask
    soft = cv2.GaussianBlur(pixels, (0, 0), 4)
    inside = cv2.resize(mask, pixels.shape[1::-1])[..., None]
    share = inside if blurred == "subject" else 1 - inside
    other = found((share * soft + (1 - share) * pixels).astype(np.uint8)).mask
    both = np.minimum(mask, other).sum() / np.maximum(mask, other).sum()
    assert both > 0.7


@pytest.mark.parametrize("level", [0, 128, 255])
def test_one_colour_has_no_subject(level: int) -> None:
    assert find_subject(np.full((300, 400, 3), level, np.uint8)) is None


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (15, 4000)])
def test_a_side_of_a_few_pixels_has_no_subject(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    assert find_subject(noise) is None


@pytest.mark.parametrize("size", [(16, 16), (16, 2000), (2300, 1700)])
def test_tiny_long_and_large_photos_get_a_mask_or_nothing(size: tuple[int, int]) -> None:
    pixels = cv2.resize(picture("coffee"), size[::-1])
    subject = find_subject(pixels)
    assert subject is None or max(subject.mask.shape) == min(160, max(size))
    assert np.isfinite(square_mask(pixels)).all()


def test_size_hardly_changes_the_mask() -> None:
    pixels = picture("coffee")
    large = cv2.resize(pixels, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    assert np.abs(square_mask(pixels) - square_mask(large)).mean() < 0.03


def test_a_drawing_has_its_figure_for_a_subject() -> None:
    drawing = np.full((300, 400, 3), 255, np.uint8)
    cv2.circle(drawing, (150, 160), 60, (30, 60, 160), -1)
    cv2.circle(drawing, (150, 160), 60, (0, 0, 0), 3)
    subject = found(drawing)
    assert subject.middle == pytest.approx((0.375, 0.53), abs=0.1)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_stored_turn_turns_the_mask(orientation: int, tmp_path: Path) -> None:
    """The same scene stored in each of EXIF's orientations is the same photo, so it has the same mask."""
    from PIL import Image

    upright = picture("coffee")
    stored = np.ascontiguousarray(_stored(upright, orientation))
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(stored).save(tmp_path / "turned.png", exif=exif)
    subject = read_photo(tmp_path / "turned.png").subject
    assert subject is not None
    assert np.abs(subject.mask - found(upright).mask).mean() < 0.01


def _stored(upright: Pixels, orientation: int) -> Pixels:
    """What a camera would have stored with that orientation; worked out from EXIF's definition of the first row."""
    turned = {
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: upright.transpose(1, 0, 2)[::-1],
        7: upright.transpose(1, 0, 2)[::-1, ::-1],
        8: upright.transpose(1, 0, 2)[:, ::-1],
    }
    return turned[orientation]


@pytest.mark.parametrize("given", [np.zeros((40, 40), np.uint8), np.zeros((40, 40, 3), np.float32)])
def test_anything_but_rgb_levels_is_a_bad_call(given: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"RGB uint8 \(H, W, 3\)"):
        find_subject(given)


def test_a_photo_finds_its_subject_once() -> None:
    photo = Photo(picture("coffee"))
    assert photo.subject is photo.subject
