"""Tiles: every pixel once, no seam, the same whatever thread was first, an end when a person wants one."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from culling.errors import CullingError
from culling.restore.edit import Stopped
from culling.restore.tiles import Counter, Tiling, run_tiles

Batch = NDArray[np.float32]
RNG = np.random.default_rng(3)
NOISE = RNG.integers(0, 256, (150, 230, 3), dtype=np.uint8)
SMALL = Tiling(tile=64, context=8, fade=8, multiple=16)


def enlarged(factor: int):
    return lambda batch: batch.repeat(factor, 2).repeat(factor, 3)


def blurred(batch: Batch) -> Batch:
    """A network that looks 8 px far, with zeros around what it is given as networks have them."""
    planes = [cv2.boxFilter(plane, -1, (17, 17), borderType=cv2.BORDER_CONSTANT) for plane in batch[0]]
    return np.stack(planes)[None]


@given(
    length=st.integers(1, 4000), context=st.integers(0, 9), fade=st.integers(0, 9), multiple=st.sampled_from((1, 2, 16))
)
def test_tiles_cover_a_side_and_share_enough(length: int, context: int, fade: int, multiple: int):
    tiling = Tiling(tile=64, context=context, fade=fade, multiple=multiple)
    spans = tiling.spans(length)
    assert spans[0][0] == 0
    assert spans[-1][1] == length
    assert all(start % multiple == 0 and 0 < end - start <= 64 for start, end in spans)
    assert all(
        before[1] - after[0] >= min(2 * context + fade, length) or after[1] == length
        for before, after in pairwise(spans)
    )
    assert all(before[1] - after[0] >= 2 * context + fade for before, after in pairwise(spans[:-1]))


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (333, 1), (64, 65), (150, 230)], ids=str)
@pytest.mark.parametrize(("multiple", "factor"), [(16, 1), (1, 2), (8, 4)])
def test_what_is_left_alone_comes_out_pixel_by_pixel(size: tuple[int, int], multiple: int, factor: int):
    pixels = np.resize(NOISE, (*size, 3))
    tiling = Tiling(tile=64, context=4, fade=8, multiple=multiple, factor=factor)
    result = run_tiles(pixels, enlarged(factor), tiling)
    assert np.array_equal(result, pixels.repeat(factor, 0).repeat(factor, 1))


def test_the_grid_of_tiles_is_not_seen():
    whole = run_tiles(NOISE, blurred, Tiling(tile=4096, context=8, fade=8, multiple=16)).astype(int)
    tiled = run_tiles(NOISE, blurred, SMALL)
    assert SMALL.count((230, 150)) == 7 * 4
    assert np.abs(tiled - whole).max() <= 1
    blind = Tiling(tile=64, context=0, fade=0, multiple=16)  # the test can fail: without context it does
    assert np.abs(run_tiles(NOISE, blurred, blind) - whole).max() > 40


def test_one_tile_goes_over_into_the_next_without_a_step():
    tiling = Tiling(tile=64, context=8, fade=16, workers=1)
    levels = iter([0.0, 1.0])
    result = run_tiles(np.zeros((10, 80, 3), np.uint8), lambda batch: np.full_like(batch, next(levels)), tiling)
    row = result[0, :, 0].astype(int)
    assert row[0] == 0
    assert row[-1] == 255
    assert 0 < np.diff(row).max() <= np.ceil(255 / 16)
    assert (np.diff(row) >= 0).all()


def test_the_number_of_workers_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    seen = set()

    def slow_at_first(batch: Batch) -> Batch:
        if threading.get_ident() not in seen and len(seen) < 2:
            time.sleep(0.05)  # so that a later tile is done before
        seen.add(threading.get_ident())
        return blurred(batch)

    results = [
        run_tiles(NOISE, slow_at_first, Tiling(tile=64, context=8, fade=8, workers=workers)) for workers in (4, 1)
    ]
    assert len(seen) > 2
    assert np.array_equal(*results)


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (48, 32)])
def test_sides_are_multiples_and_no_shorter_than_the_network_takes(size: tuple[int, int]):
    shapes = []

    def looked(batch: Batch) -> Batch:
        shapes.append(batch.shape)
        return batch

    run_tiles(NOISE[: size[0], : size[1]], looked, Tiling(tile=64, context=8, fade=8, multiple=16, least=33))
    assert shapes == [(1, 3, 48, 48)]


def test_levels_are_shares_of_255_and_what_overshoots_is_cut():
    pixels = np.array([[[0, 128, 255]]], np.uint8)
    given: list[Batch] = []

    def beyond(batch: Batch) -> Batch:
        given.append(batch)
        return 3 * batch - 1

    assert run_tiles(pixels, beyond, SMALL).tolist() == [[[0, 129, 255]]]  # 3 · 128 − 255
    assert given[0].dtype == np.float32
    assert given[0][0, :, 0, 0] == pytest.approx([0, 128 / 255, 1])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda batch: batch * np.float32("nan"), "no number"),
        (lambda batch: batch[..., :-1], "was to give"),
        (enlarged(2), "was to give"),
    ],
    ids=["no numbers", "too small", "too large"],
)
def test_an_answer_that_is_no_picture_is_told(answer, said: str):
    with pytest.raises(CullingError, match=said):
        run_tiles(NOISE, answer, SMALL)


def test_each_tile_is_told_in_order():
    told: list[tuple[int, int]] = []
    run_tiles(NOISE, enlarged(1), SMALL, Counter(34, lambda *news: told.append(news), before=6))
    assert told == [(place, 34) for place in range(7, 35)]


def test_a_stop_ends_the_work_between_tiles_and_leaves_no_thread():
    done: list[int] = []
    with pytest.raises(Stopped):
        run_tiles(NOISE, enlarged(1), SMALL, Counter(28, lambda now, _: done.append(now), lambda: len(done) >= 3))
    assert done == [1, 2, 3]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("culling-tile")]


def test_an_error_in_a_tile_comes_out_as_it_is():
    def broken(batch: Batch) -> Batch:
        raise CullingError("the server is gone")

    with pytest.raises(CullingError, match="the server is gone"):
        run_tiles(NOISE, broken, SMALL)


def test_a_tiling_that_could_not_work_is_refused():
    with pytest.raises(ValueError, match="at least twice"):
        Tiling(tile=64, context=32, fade=0)
    with pytest.raises(ValueError, match="multiple of 16"):
        Tiling(tile=100, multiple=16)
