"""What holds for every overlay, whatever it shows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from culling.overlay import KINDS, OVERLAYS, draw_overlay
from culling.photos import Photo, Pixels

WITHOUT_NETWORK = [kind for kind in KINDS if not OVERLAYS[kind].networks]


def _scene(height: int, width: int) -> Pixels:
    noise = np.random.default_rng(3).integers(0, 256, (height, width, 3)).astype(np.uint8)
    return cv2.GaussianBlur(noise, (0, 0), 1.2)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("height", "width"), [(240, 320), (333, 517), (700, 300), (33, 640)])
def test_it_has_the_proportions_of_the_photo(height: int, width: int, kind: str) -> None:
    drawn = draw_overlay(Photo(_scene(height, width)), kind, long_side=600)  # type: ignore[arg-type]
    assert drawn.dtype == np.uint8
    assert drawn.shape[2] == 3
    assert max(drawn.shape) == min(600, max(height, width))
    assert drawn.shape[0] / drawn.shape[1] == pytest.approx(height / width, rel=0.02)


@pytest.mark.parametrize("kind", WITHOUT_NETWORK)
@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 900), (2, 2), (31, 31), (900, 3)])
def test_without_a_network_the_smallest_photo_has_one(height: int, width: int, kind: str) -> None:
    assert draw_overlay(Photo(_scene(height, width)), kind).shape == (height, width, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_the_photo_itself_is_left_as_it_was(kind: str) -> None:
    scene = _scene(240, 320)
    draw_overlay(Photo(pixels := scene.copy()), kind)  # type: ignore[arg-type]
    np.testing.assert_array_equal(pixels, scene)


def test_what_works_without_networks_is_said() -> None:
    assert WITHOUT_NETWORK == ["clipping", "peaking"]
    assert list(OVERLAYS) == list(KINDS)


def test_another_kind_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match="choose from blur, motion, clipping, peaking, faces"):
        draw_overlay(Photo(_scene(40, 40)), "sharpness")  # type: ignore[arg-type]
