"""How long an edit will take on this machine: tiles to do, times what a small tile took here."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import numpy as np

from culling.restore.deblur import get_deblurrer
from culling.restore.edit import Edit
from culling.restore.outline import around, rectangle
from culling.restore.plan import Size, Step, steps_of, upscale_tiling, widened
from culling.restore.upscale import runner_for

_SAMPLE = 192  # px, side of the tile that is timed: large enough that starting it does not count
_TIMED = 2  # runs, after one that opens the network; the quicker counts


def tiles_ahead(size: Size, edit: Edit) -> int:
    """Tiles that the edit takes on a photo of (width, height); see `part_size`."""
    return sum(step.tiles for step in steps_of(edit, part_size(size, edit)))


def seconds_ahead(size: Size, edit: Edit) -> float:
    """About how many seconds `restore` will take for a photo of (width, height), on this machine as busy as it is.

    The first call for each way of working takes a moment, since it tries a tile; later ones take none. Light, mask and
    background take little and are not counted.

    Raises:
        CullingError: a network is missing; says what to do.
    """
    return sum(_seconds(step, edit.upscale) for step in steps_of(edit, part_size(size, edit)))


def part_size(size: Size, edit: Edit) -> Size:
    """(width, height) of what is worked on; a subject is not looked for, it counts as the whole photo."""
    region, (width, height) = edit.region, size
    if region is None or region.kind == "subject":
        return size
    soft = round(region.feather * max(size) / 2)
    box = rectangle(region.box, width, height) if region.box else around(region.points, width, height)
    within = widened(box, size, soft)
    left, top, right, bottom = widened(within, size)
    return max(right - left, 1), max(bottom - top, 1)


def _seconds(step: Step, factor: int) -> float:
    spans = [step.tiling.spans(side) for side in step.size]
    across, down = (sum(end - start for start, end in each) for each in spans)
    least = step.tiling.least**2 * step.tiles
    threads = min(step.tiling.threads(), step.tiles)
    return _start(step.kind, step.name) + _pace(step.kind, step.name, factor) * max(across * down, least) / threads


@lru_cache
def _pace(kind: Literal["deblur", "upscale"], name: str, factor: int) -> float:
    """Seconds for each pixel of a tile, one tile at a time."""
    if kind == "upscale":
        runner, tiling = runner_for(name, factor), upscale_tiling(name, factor)
    else:
        way = get_deblurrer(name)
        runner, tiling = way.trial(), way.tiling
    side = max(_SAMPLE, tiling.least)
    batch = np.random.default_rng(0).random((1, 3, side, side), np.float32)
    runner(batch)
    return min(_timed(lambda: runner(batch)) for _ in range(_TIMED)) / side**2


@lru_cache
def _start(kind: Literal["deblur", "upscale"], name: str) -> float:
    """Seconds before the first tile: a classical way looks for the kernel, in a part of a bounded size."""
    if kind == "upscale" or get_deblurrer(name).network:
        return 0.0
    from culling.restore.classical.estimation import SEEN_SIDE, look_for_kernel

    side = SEEN_SIDE // 2
    picture = np.random.default_rng(0).random((side, side), np.float32)
    seconds = 2 * _timed(lambda: look_for_kernel(picture))  # half of it takes as long whatever the size
    return 2 * seconds if name == "wiener" else seconds  # its balance is looked for as well, about as long


def _timed(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun
