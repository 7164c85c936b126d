"""Masks: mixing what was worked on into the photo, and the same mask on an enlarged one."""

from __future__ import annotations

import numpy as np
import pytest

from culling.restore.mask import Mask, mask_from


def half(width: int = 6, height: int = 4) -> Mask:
    """Weights 0, 1/3, 2/3, 1 across in the middle two rows."""
    values = np.zeros((height, width), np.uint8)
    values[1:3, 1:5] = [0, 85, 170, 255]
    found = mask_from(values, 0, 0, (width, height))
    assert found is not None
    return found


def test_a_mask_is_cut_to_what_is_above_zero():
    assert half().box == (2, 1, 5, 3)
    assert half().values.tolist() == [[85, 170, 255]] * 2
    assert mask_from(np.zeros((3, 3), np.uint8), 0, 0, (3, 3)) is None


def test_rows_hold_the_weights_and_zeros_around():
    assert np.allclose(half().rows(0, 2), [[0] * 6, [0, 0, 1 / 3, 2 / 3, 1, 0]])
    assert not half().rows(3, 4).any()
    assert half().share == pytest.approx(4 / 24)


@pytest.mark.parametrize("inside", [(2, 3), (4, 6)], ids=["its box", "the photo"])
def test_what_is_laid_in_is_mixed_by_the_weights(inside: tuple[int, int]):
    photo = np.full((4, 6, 3), 30, np.uint8)
    laid = half().lay(np.full((*inside, 3), 120, np.uint8), photo)
    assert laid[1, :, 0].tolist() == [30, 30, 60, 90, 120, 30]
    assert laid[0, :, 0].tolist() == [30] * 6
    assert (photo == 30).all()


def test_what_is_of_another_size_is_told():
    with pytest.raises(ValueError, match="cannot take"):
        half().lay(np.zeros((3, 3, 3), np.uint8), np.zeros((4, 6, 3), np.uint8))


def test_laying_in_what_was_there_changes_nothing():
    rng = np.random.default_rng(1)
    photo = rng.integers(0, 256, (700, 50, 3), dtype=np.uint8)
    mask = mask_from(rng.integers(0, 256, (700, 50), dtype=np.uint8), 0, 0, (50, 700))
    assert mask is not None
    assert np.array_equal(mask.lay(photo, photo), photo)


def test_an_enlarged_mask_covers_the_same_share():
    large = half().enlarged(4)
    assert large.size == (24, 16)
    assert large.box == (8, 4, 20, 12)
    assert large.values.shape == (8, 12)
    assert large.share == pytest.approx(half().share, abs=0.01)
