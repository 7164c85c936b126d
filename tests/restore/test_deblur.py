"""The ways to deblur: all there are, each described, told when one cannot be used."""

from __future__ import annotations

import numpy as np
import pytest

from culling.restore import Edit, restore
from culling.restore.deblur import DEBLURRERS, get_deblurrer
from culling.restore.edit import DEBLURS
from culling.restore.runners import runner_of
from culling.restore.tiles import Tiling, run_tiles
from culling.synth import camera_shake
from tests.restore.stand_ins import sample


def test_every_name_of_an_edit_has_its_way():
    assert tuple(one.name for one in DEBLURRERS) == DEBLURS
    assert len({one.title for one in DEBLURRERS}) == len(DEBLURS)
    assert all(one.summary.endswith(".") for one in DEBLURRERS)
    with pytest.raises(ValueError, match="did you mean 'wiener'"):
        get_deblurrer("winer")


def test_what_is_missing_is_told(nothing_fetched: None):
    assert get_deblurrer("own").problem is None
    assert "culling models fetch nafnet" in (get_deblurrer("nafnet").problem or "")
    assert get_deblurrer("wiener").problem is None


def test_nafnet_gets_tiles_as_large_as_it_was_tested_on():
    assert get_deblurrer("nafnet").tiling.least >= 384


@pytest.mark.parametrize("side", [(1, 1), (16, 33), (40, 1)], ids=str)
def test_the_bundled_network_takes_the_smallest_photos(side: tuple[int, int]):
    photo = np.full((*side, 3), 120, np.uint8)
    assert np.abs(restore(photo, deblur="own").astype(int) - 120).max() <= 6


def test_the_bundled_network_shows_no_grid():
    photo = camera_shake(sample("IMG_0101.JPG", 384), 8, np.random.default_rng(0))
    photo = np.pad(photo, ((0, 0), (0, 96), (0, 0)), mode="reflect")
    own = get_deblurrer("own").tiling
    whole = run_tiles(photo, runner_of("deblur"), Tiling(tile=480, multiple=16))
    small = Tiling(tile=384, context=own.context, fade=own.fade, multiple=own.multiple)
    far = np.abs(run_tiles(photo, runner_of("deblur"), small).astype(int) - whole)
    assert np.percentile(far, 99.9) <= 4  # faded over 32 px: nothing that an eye finds
    assert far.mean() < 0.1


def test_the_same_photo_gives_the_same_bytes():
    photo = sample("IMG_0102.JPG", 96)
    for name in ("own", "wiener"):
        assert np.array_equal(restore(photo, Edit(deblur=name)), restore(photo, Edit(deblur=name)))
