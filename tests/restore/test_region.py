"""Regions as masks: where they lie, how soft their edge is, and what has no region at all."""

from __future__ import annotations

import numpy as np
import pytest

from culling.errors import CullingError
from culling.restore.edit import Box, Point, Region
from culling.restore.region import Mask, box_of, mask_of

WIDTH, HEIGHT = 200, 100


def photo(width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    return np.zeros((height, width, 3), np.uint8)


def rectangle(*box: float, feather: float = 0.0) -> Region:
    left, top, width, height = box
    return Region("rectangle", box=(left, top, width, height), feather=feather)


def lasso(*points: Point, feather: float = 0.0) -> Region:
    return Region("lasso", points=points, feather=feather)


def whole(mask: Mask) -> np.ndarray:
    return mask.rows(0, mask.size[1])


def test_a_rectangle_without_feather_is_its_pixels():
    mask = mask_of(rectangle(0.1, 0.2, 0.5, 0.3), photo())
    assert box_of(mask) == (20, 20, 120, 50)
    expected = np.zeros((HEIGHT, WIDTH), np.float32)
    expected[20:50, 20:120] = 1
    assert np.array_equal(whole(mask), expected)
    assert whole(mask).dtype == np.float32


def test_the_ramp_is_centred_on_the_outline_and_as_wide_as_asked():
    mask = mask_of(rectangle(0.25, 0.2, 0.5, 0.6, feather=0.1), photo())  # 20 px, half of them inside
    row = whole(mask)[50]
    assert row[49] + row[50] == pytest.approx(1, abs=0.01)  # the outline runs between these two
    assert row[39] == 0
    assert 0 < row[41] < row[45] < row[49] < 0.5 < row[50] < row[55] < 1
    assert (row[60:140] == 1).all()
    assert (np.diff(row[:100]) >= 0).all()
    assert np.allclose(row, row[::-1], atol=1e-6)


def test_the_ramp_is_smooth():
    row = whole(mask_of(rectangle(0.25, 0.0, 0.5, 1.0, feather=0.2), photo()))[50]
    assert np.abs(np.diff(row)).max() < 2.5 / 40  # a straight ramp over 40 px: 1/40, a hard one: 1


def test_a_rectangle_over_the_edge_is_cut_and_has_no_ramp_there():
    mask = mask_of(rectangle(-0.5, -0.5, 1.0, 1.0, feather=0.1), photo())
    weights = whole(mask)
    assert box_of(mask)[:2] == (0, 0)
    assert weights[0, 0] == 1
    assert weights[0, 99] == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize(
    "box", [(1.0, 0.2, 0.5, 0.5), (-0.6, 0.2, 0.5, 0.5), (0.2, 7.0, 1.0, 1.0), (0.2, -3.0, 1.0, 2.9)]
)
def test_a_rectangle_outside_the_photo_says_what_to_do(box: Box):
    with pytest.raises(CullingError, match="outside the photo; draw it over"):
        mask_of(rectangle(*box, feather=0.25), photo())


@pytest.mark.parametrize(("place", "pixel"), [(0.5, (100, 50)), (0.0, (0, 0)), (0.9999, (199, 99))])
def test_the_smallest_rectangle_is_one_whole_pixel(place: float, pixel: tuple[int, int]):
    mask = mask_of(rectangle(place, place, 1e-9, 1e-9, feather=0.25), photo())
    assert box_of(mask) == (*pixel, pixel[0] + 1, pixel[1] + 1)
    assert mask.values.tolist() == [[255]]


def test_a_photo_of_one_pixel_has_a_region():
    mask = mask_of(rectangle(0, 0, 1, 1, feather=0.25), photo(1, 1))
    assert mask.values.tolist() == [[255]]


def test_a_region_keeps_a_middle_however_wide_the_feather():
    mask = mask_of(rectangle(0.45, 0.45, 0.1, 0.1, feather=0.25), photo())
    assert mask.values.max() == 255


def test_the_whole_photo_stays_whole_under_any_feather():
    assert (whole(mask_of(rectangle(0, 0, 1, 1, feather=0.25), photo())) == 1).all()


def test_shares_mean_the_same_on_a_preview_and_on_the_photo():
    region = lasso((0.2, 0.1), (0.9, 0.3), (0.5, 0.95), feather=0.05)
    small, large = (mask_of(region, photo(400 * k, 300 * k)) for k in (1, 4))
    assert large.share == pytest.approx(small.share, abs=0.003)
    assert np.allclose(np.array(large.box) / 4, small.box, atol=2)


def test_a_lasso_that_crosses_itself_has_both_its_wings():
    bow = lasso((0.1, 0.1), (0.9, 0.9), (0.9, 0.1), (0.1, 0.9))
    weights = whole(mask_of(bow, photo()))
    assert weights[50, 30] == weights[50, 170] == 1
    assert weights[20, 100] == weights[80, 100] == 0


def test_a_lasso_drawn_twice_around_has_no_hole():
    twice = lasso(*[(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)], *[(0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7)])
    assert whole(mask_of(twice, photo()))[50, 100] == 1  # the even-odd rule says 0


@pytest.mark.parametrize(
    "points",
    [
        ((0.25, 0.5), (0.75, 0.5), (0.5, 0.5)),
        ((0.25, 0.5), (0.25, 0.5), (0.75, 0.5), (0.75, 0.5)),
    ],
)
def test_a_lasso_without_an_inside_is_the_pixels_under_its_line(points: tuple[Point, ...]):
    mask = mask_of(lasso(*points), photo())
    assert box_of(mask) == (50, 50, 151, 51)
    assert (mask.values == 255).all()


def test_a_lasso_of_one_point_thrice_is_one_pixel():
    assert box_of(mask_of(lasso((0.5, 0.5), (0.5, 0.5), (0.5, 0.5), feather=0.1), photo())) == (100, 50, 101, 51)


def test_a_lasso_over_the_edge_is_cut():
    far = lasso((-5.0, -5.0), (5.0, -5.0), (5.0, 0.5), (-5.0, 0.5))
    assert box_of(mask_of(far, photo())) == (0, 0, WIDTH, 50)


def test_a_lasso_outside_the_photo_says_what_to_do():
    with pytest.raises(CullingError, match="outside the photo"):
        mask_of(lasso((1.1, 0.1), (1.5, 0.1), (1.5, 0.5), feather=0.25), photo())


def test_a_lasso_whose_box_alone_meets_the_photo_says_what_to_do():
    around_the_corner = lasso((1.5, -0.2), (1.5, 1.5), (-0.2, 1.5), (1.4, 1.4))
    with pytest.raises(CullingError, match="outside the photo"):
        mask_of(around_the_corner, photo())


def test_a_huge_photo_takes_a_byte_a_pixel_of_the_region():
    pixels = np.broadcast_to(np.zeros(3, np.uint8), (10_000, 10_000, 3))  # 100 MP that take three bytes
    mask = mask_of(rectangle(0.5, 0.5, 0.01, 0.01, feather=0.001), pixels)
    assert mask.values.nbytes < 130**2
    assert mask.values.dtype == np.uint8
