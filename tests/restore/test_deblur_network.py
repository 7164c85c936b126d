"""The bundled deblur network on sample photos: it takes blur away and leaves sharp photos as they are."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from culling import nets, synth
from culling.decoding.pixels import Pixels
from culling.photos import read_photo

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data" / "100_WALK"
SIDES = slice(100, 292), slice(150, 342)
MARGIN = 0.1  # decibels; a floor for accidents: the samples are drawn, the figures on photos are in CARD.md


def photo(name: str = "IMG_0101.JPG") -> Pixels:
    found = read_photo(SAMPLES / name)
    return np.ascontiguousarray(found.pixels[SIDES])


def deblurred(pixels: Pixels) -> Pixels:
    batch = pixels.transpose(2, 0, 1)[None].astype(np.float32) / 255
    (answer,) = nets.run("deblur", batch)
    return np.rint(answer[0].transpose(1, 2, 0) * 255).astype(np.uint8)


def decibels(picture: Pixels, truth: Pixels) -> float:
    inner = slice(16, -16), slice(16, -16)
    error = np.square(picture[inner].astype(float) - truth[inner]).mean()
    return 10 * math.log10(255**2 / max(error, 1e-3))


@pytest.mark.parametrize(
    "blurred",
    [
        lambda sharp: synth.linear_motion_blur(sharp, 6.0, 30.0),
        lambda sharp: synth.defocus(sharp, 2.0),
        lambda sharp: synth.defocus(sharp, 1.3),
    ],
)
def test_a_blurred_photo_comes_nearer_to_the_sharp_one(blurred) -> None:  # type: ignore[no-untyped-def]
    sharp = photo()
    given = blurred(sharp)
    assert decibels(deblurred(given), sharp) > decibels(given, sharp) + MARGIN


def test_a_sharp_photo_stays_as_it_is() -> None:
    assert decibels(deblurred(photo()), photo()) > 45


def test_it_takes_any_number_of_tiles_of_any_sides_that_are_multiples_of_16() -> None:
    batch = np.random.default_rng(0).random((3, 3, 48, 80), np.float32)
    (answer,) = nets.run("deblur", batch)
    assert answer.shape == batch.shape
    assert answer.dtype == np.float32
    assert answer.min() >= 0
    assert answer.max() <= 1
    np.testing.assert_array_equal(answer, nets.run("deblur", batch)[0])
    np.testing.assert_allclose(answer[1:2], nets.run("deblur", batch[1:2])[0], atol=1e-4)
