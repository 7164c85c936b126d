"""What lies around a region: dimmed or white, and the region untouched."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from culling.restore.background import lay_background
from culling.restore.edit import Background, Region
from culling.restore.region import mask_of

PHOTO = np.random.default_rng(0).integers(0, 256, (600, 80, 3), dtype=np.uint8)
MASK = mask_of(Region("rectangle", box=(0.25, 0.25, 0.5, 0.5), feather=0), PHOTO)
INSIDE = (slice(150, 450), slice(20, 60))


def test_no_background_is_the_photo_itself_in_a_new_array():
    found = lay_background(PHOTO, MASK, Background())
    assert np.array_equal(found, PHOTO)
    assert not np.shares_memory(found, PHOTO)


@pytest.mark.parametrize(("dim", "level"), [(0.5, 100), (1.0, 0), (0.25, 150)])
def test_dimming_scales_the_levels_outside(dim: float, level: int):
    grey = np.full_like(PHOTO, 200)
    found = lay_background(grey, MASK, Background(dim=dim))
    assert (found[INSIDE] == 200).all()
    assert found[0, 0].tolist() == found[300, 19].tolist() == [level] * 3


def test_white_is_white_outside_and_the_photo_inside():
    found = lay_background(PHOTO, MASK, Background(dim=0.7, white=True))
    assert np.array_equal(found[INSIDE], PHOTO[INSIDE])
    assert (found[:150] == 255).all()


def test_the_soft_edge_has_no_step():
    grey = np.full((200, 200, 3), 128, np.uint8)
    soft = mask_of(Region("rectangle", box=(0.3, 0.3, 0.4, 0.4), feather=0.2), grey)
    row = lay_background(grey, soft, Background(white=True))[100, :, 0].astype(int)
    assert (row[0], row[100], row[199]) == (255, 128, 255)
    assert np.abs(np.diff(row)).max() <= 8  # 127 levels over 40 px are 3 a pixel, a hard edge is 127


def test_more_dim_is_never_lighter():
    soft = mask_of(Region("rectangle", box=(0.3, 0.3, 0.4, 0.4), feather=0.1), PHOTO)
    steps = [lay_background(PHOTO, soft, Background(dim=dim)) for dim in (0, 0.2, 0.6, 1)]
    assert all((brighter >= darker).all() for brighter, darker in pairwise(steps))


def test_a_mask_of_another_photo_is_told():
    with pytest.raises(ValueError, match="the mask is of a photo of"):
        lay_background(PHOTO[:100], MASK, Background(white=True))
