"""The blur map over its photo: shape, colours that follow the blur, opacity that follows the confidence."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from culling.blur_map import BlurMap
from culling.errors import CullingError
from culling.metrics.blur import SHARPEST, WIDEST
from culling.overlay import TOO_SMALL, draw_overlay, too_small
from culling.overlay.blur import OPACITY, SURE, UNSURE, colours, heat, place
from culling.photos import Photo, Pixels


def _map(amount: float | list[float], confidence: float = 1.0, motion: float = 0.0) -> BlurMap:
    cells = np.atleast_2d(np.asarray(amount, np.float32))
    return BlurMap(cells, np.full_like(cells, confidence), np.full_like(cells, motion))


def _photo(height: int = 240, width: int = 320, found: BlurMap | None = None) -> Photo:
    """Middle grey, with a blur map of our own when one is given."""
    photo = Photo(np.full((height, width, 3), 128, np.uint8))
    if found is not None:
        photo.__dict__["blur_map"] = found  # in the place of the cached property
    return photo


def _uniform(amount: float, confidence: float = 1.0, motion: float = 0.0) -> Pixels:
    """The overlay of a grey photo that is blurred alike everywhere; its one colour."""
    cells = np.full((30, 40), amount, np.float32)
    found = BlurMap(cells, np.full_like(cells, confidence), np.full_like(cells, motion))
    drawn = draw_overlay(_photo(found=found), "blur")
    assert (drawn == drawn[0, 0]).all()
    return drawn[0, 0]


def _textured(size: tuple[int, int] = (400, 600)) -> Pixels:
    """Blobs and edges of all sizes, sharp."""
    rng = np.random.default_rng(5)
    picture = np.full((*size, 3), 120, np.uint8)
    for _ in range(400):
        at = tuple(int(value) for value in rng.integers(0, size[::-1]))
        colour = tuple(int(value) for value in rng.integers(0, 256, 3))
        cv2.rectangle(picture, at, (at[0] + int(rng.integers(3, 60)), at[1] + int(rng.integers(3, 60))), colour, -1)
    return picture


@pytest.mark.parametrize(("height", "width"), [(240, 320), (333, 517), (700, 300), (1201, 1999), (33, 640)])
@pytest.mark.parametrize("kind", ["blur", "motion"])
def test_it_has_the_proportions_of_the_photo(height: int, width: int, kind: str) -> None:
    drawn = draw_overlay(Photo(_textured((height, width))), kind, long_side=600)  # type: ignore[arg-type]
    assert drawn.dtype == np.uint8
    assert drawn.shape[2] == 3
    assert max(drawn.shape) == min(600, max(height, width))
    assert drawn.shape[0] / drawn.shape[1] == pytest.approx(height / width, rel=0.02)


def test_a_sharp_photo_is_drawn_nearer_the_sharp_end_than_its_blurred_self() -> None:
    sharp = _textured()
    blurred = cv2.GaussianBlur(sharp, (0, 0), 4)
    sharp_place, blurred_place = (float(np.median(_places(Photo(pixels)))) for pixels in (sharp, blurred))
    assert sharp_place + 0.2 < blurred_place
    yellowness = [int(drawn[..., :2].mean()) - int(drawn[..., 2].mean()) for drawn in map(_drawn, (sharp, blurred))]
    assert yellowness[0] > yellowness[1] + 20


def _drawn(pixels: Pixels) -> Pixels:
    return draw_overlay(Photo(pixels), "blur")


def _places(photo: Photo) -> np.ndarray:
    assert photo.blur_map is not None
    return heat(photo.blur_map)[0]


def test_where_nothing_is_sure_the_grey_photo_stays_as_it_is() -> None:
    unsure = [_uniform(amount, confidence=0.0) for amount in (0.35, 3.0, 9.0)]
    assert all((colour == unsure[0]).all() for colour in unsure)
    assert unsure[0][0] == unsure[0][1] == unsure[0][2]


def test_the_surer_the_stronger_the_colour() -> None:
    distances = [np.abs(_uniform(0.35, sure).astype(int) - _uniform(0.35, 0.0)).sum() for sure in (0.0, 0.6, 0.7, 1.0)]
    assert distances == sorted(distances)
    assert distances[0] == 0 < distances[1] < distances[3]


def test_opacity_follows_the_confidence_and_never_hides_the_photo() -> None:
    _, opacity = heat(_map([1.0, 2.0], confidence=(UNSURE + SURE) / 2))
    assert opacity == pytest.approx(OPACITY / 2)
    assert heat(_map(1.0, confidence=7.0))[1].max() <= OPACITY < 1


def test_places_are_a_log_scale_from_the_sharpest_to_the_widest() -> None:
    assert place(SHARPEST) == pytest.approx(0)
    assert place(WIDEST) == pytest.approx(1)
    assert place((SHARPEST * WIDEST) ** 0.5) == pytest.approx(0.5)
    beyond, _ = heat(_map([0.01, 100.0]))
    assert beyond.tolist() == [[0.0, 1.0]]


def test_motion_is_shown_only_where_there_is_blur() -> None:
    _, opacity = heat(_map([0.5, 1.0, 2.0, 4.0], motion=0.9), "motion")
    assert opacity[0].tolist() == pytest.approx([0, 0, OPACITY, OPACITY])
    level, _ = heat(_map(4.0, motion=0.9), "motion")
    assert level == pytest.approx(0.9)


def test_a_blurred_corner_is_coloured_where_it_is() -> None:
    """The map covers a little more than the photo: cells at the end reach beyond it, and must not shift the rest."""
    cells = np.full((13, 17), 0.35, np.float32)  # of a photo of 100 × 130 px
    cells[:, 9:] = 9.0
    drawn = draw_overlay(_photo(100, 130, BlurMap(cells, np.ones_like(cells), np.zeros_like(cells))), "blur")
    sharp, blurred = _uniform(0.35), _uniform(9.0)
    assert (drawn[:, :66] == sharp).all()
    assert (drawn[:, 78:] == blurred).all()


def test_the_ends_of_the_scales_differ_in_lightness_and_so_for_every_eye() -> None:
    for kind in ("blur", "motion"):
        scale = colours(kind)  # type: ignore[arg-type]
        assert scale.shape == (256, 3)
        luma = cv2.cvtColor(scale[None], cv2.COLOR_RGB2GRAY)[0].astype(int)
        steps = np.diff(luma) if kind == "motion" else -np.diff(luma)
        assert (steps >= -2).all(), kind  # 2: rounding of the table
        assert abs(luma[-1] - luma[0]) > 150
    sharp, blurred = colours("blur")[[0, -1]]
    assert sharp[0] > 200 > sharp[2]  # yellow
    assert blurred.max() < 120


@pytest.mark.parametrize(("height", "width"), [(31, 200), (200, 31), (1, 1), (1, 500), (40, 2000)])
def test_a_photo_that_is_too_small_is_refused_in_words(height: int, width: int) -> None:
    assert too_small(width, height)
    with pytest.raises(CullingError, match="Too small for a blur map"):
        draw_overlay(_photo(height, width), "blur")
    assert "640" in TOO_SMALL


@pytest.mark.parametrize(("height", "width"), [(32, 32), (32, 640), (110, 2000), (240, 320)])
def test_a_photo_that_is_large_enough_is_not_called_too_small(height: int, width: int) -> None:
    assert not too_small(width, height)
    assert draw_overlay(_photo(height, width), "blur").shape[2] == 3
