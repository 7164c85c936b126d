"""A photo of any size through a network within little memory: in tiles that overlap, blended without a seam.

The photo stays uint8; one tile at a time becomes float, on each of a few threads. Tiles are laid in reading order
whatever thread was first, so that the result does not depend on the number of workers.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.decoding.pixels import Pixels
from culling.errors import CullingError
from culling.restore.edit import Stopped

#: Takes float32 (n, 3, h, w), RGB 0 … 1, and gives the same, k times as high and wide where it enlarges.
Runner = Callable[[NDArray[np.float32]], NDArray[np.float32]]
Progress = Callable[[int, int], None]
Stop = Callable[[], bool]

MOST_WORKERS = 4  # a tile each: more cores are not worth the memory


@dataclass(frozen=True)
class Tiling:
    """How a photo is cut for one network.

    Attributes:
        tile: longest side of a tile in pixels of the photo.
        context: pixels at each side of a tile that are thrown away, since the network would make something else of
            them if it saw their neighbours.
        fade: pixels over which one tile goes over into the next.
        multiple: the network takes sides that are multiples of this; tiles begin at multiples of it as well.
        least: … and that are no shorter than this; what is missing is mirrored.
        factor: how many times as wide and high the network's answer is.
        workers: most threads at once, for networks that need much memory.
    """

    tile: int = 512
    context: int = 16
    fade: int = 16
    multiple: int = 1
    least: int = 1
    factor: int = 1
    workers: int = MOST_WORKERS

    def __post_init__(self) -> None:
        if self.tile % self.multiple or self.tile < 2 * self.shared or self.least > self.tile:
            raise ValueError(f"a tile is a multiple of {self.multiple} and at least twice what is shared, got {self}")

    @property
    def shared(self) -> int:
        """Pixels that neighbours share at least."""
        return _up(2 * self.context + self.fade, self.multiple)

    def count(self, size: tuple[int, int]) -> int:
        """Tiles that a photo of (width, height) takes."""
        return math.prod(len(self.spans(side)) for side in size)

    def spans(self, length: int) -> list[tuple[int, int]]:
        """(start, end) of the tiles along one side, in order: as few as there can be, and alike.

        >>> Tiling(tile=64, context=4, fade=8, multiple=16).spans(100)
        [(0, 64), (48, 100)]
        """
        if length <= self.tile:
            return [(0, length)]
        unit = self.multiple
        whole, tile, shared = math.ceil(length / unit), self.tile // unit, self.shared // unit
        number = math.ceil((whole - shared) / (tile - shared))
        side = math.ceil((whole + (number - 1) * shared) / number)
        starts = [unit * round(place * (whole - side) / (number - 1)) for place in range(number)]
        return [(start, min(start + unit * side, length)) for start in starts]

    def threads(self) -> int:
        return min(self.workers, os.cpu_count() or 1)


@dataclass(frozen=True)
class Counter:
    """Tells how far the work is, and ends it when it was stopped.

    Attributes:
        of: tiles of the whole work.
        before: tiles of the steps that came before this one.
    """

    of: int
    progress: Progress | None = None
    stop: Stop | None = None
    before: int = 0

    def after(self, tiles: int) -> Counter:
        """The counter of the next step."""
        return Counter(self.of, self.progress, self.stop, self.before + tiles)

    def tell(self, done: int) -> None:
        """`done` tiles of this step are done.

        Raises:
            Stopped: a person stopped the work.
        """
        self.check()
        if self.progress is not None:
            self.progress(self.before + done, self.of)

    def check(self) -> None:
        if self.stop is not None and self.stop():
            raise Stopped("Stopped before the photo was done; nothing was changed.")


def run_tiles(pixels: Pixels, runner: Runner, tiling: Tiling, counter: Counter | None = None) -> Pixels:
    """The photo as `runner` gives it back, `tiling.factor` times as wide and high; a new array.

    Args:
        pixels: RGB uint8 (H, W, 3), any size from 1 × 1 on.

    Raises:
        Stopped: `counter.stop` said so between two tiles.
        CullingError: the network gave something that is no picture of the right size.
    """
    height, width = pixels.shape[:2]
    rows, columns = tiling.spans(height), tiling.spans(width)
    counter = counter or Counter(len(rows) * len(columns))
    factor = tiling.factor
    out: Pixels = np.empty((height * factor, width * factor, 3), np.uint8)
    with _in_order(pixels, runner, tiling, counter) as answers:
        laid_rows = 0
        for top, bottom in rows:
            band: Pixels = np.empty(((bottom - top) * factor, width * factor, 3), np.uint8)
            laid_columns = 0
            for left, right in columns:
                _lay(band, next(answers), left * factor, laid_columns, tiling.fade * factor, axis=1)
                laid_columns = right * factor
            _lay(out, band, top * factor, laid_rows, tiling.fade * factor, axis=0)
            laid_rows = bottom * factor
    return out


def _lay(onto: Pixels, piece: Pixels, start: int, laid: int, fade: int, axis: int) -> None:
    """Put `piece` at `start` along `axis`; what was laid before, up to `laid`, goes over into it in the middle."""
    onto, piece = np.moveaxis(onto, axis, 0), np.moveaxis(piece, axis, 0)
    middle, end = (start + laid) // 2, start + len(piece)
    first = max(middle - fade // 2, start)
    last = min(first + fade, laid)
    if last > first:
        ramp = (np.arange(last - first, dtype=np.float32) + 0.5)[:, None, None] / (last - first)
        old = onto[first:last].astype(np.float32)
        onto[first:last] = np.rint(old + ramp * (piece[first - start : last - start] - old)).astype(np.uint8)
    onto[last:end] = piece[last - start :]


@contextmanager
def _in_order(pixels: Pixels, runner: Runner, tiling: Tiling, counter: Counter) -> Iterator[Iterator[Pixels]]:
    """The tiles' answers in reading order, worked out on a few threads, never many ahead."""
    height, width = pixels.shape[:2]
    places = product(tiling.spans(height), tiling.spans(width))
    threads = tiling.threads()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="culling-tile")
    waiting: deque[Future[Pixels]] = deque()

    def begin() -> None:
        for (top, bottom), (left, right) in places:
            counter.check()
            waiting.append(pool.submit(_answer, pixels[top:bottom, left:right], runner, tiling))
            if len(waiting) > threads:
                return

    def answers() -> Iterator[Pixels]:
        done = 0
        begin()
        while waiting:
            answer = waiting.popleft().result()
            done += 1
            counter.tell(done)
            begin()
            yield answer

    try:
        yield answers()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _answer(tile: Pixels, runner: Runner, tiling: Tiling) -> Pixels:
    height, width = tile.shape[:2]
    right = _up(max(width, tiling.least), tiling.multiple) - width
    below = _up(max(height, tiling.least), tiling.multiple) - height
    whole = cv2.copyMakeBorder(tile, 0, below, 0, right, cv2.BORDER_REFLECT_101)
    batch = np.ascontiguousarray(whole.transpose(2, 0, 1)[None], np.float32)
    batch /= 255
    answer = runner(batch)
    factor = tiling.factor
    expected = (1, 3, factor * (height + below), factor * (width + right))
    if answer.shape != expected:
        raise CullingError(f"The network was to give a picture of {expected} numbers, but gave {answer.shape}.")
    answer = answer[0, :, : height * factor, : width * factor]
    if not np.isfinite(answer).all():
        raise CullingError("The network gave something that is no number; choose another way to rescue this photo.")
    return to_levels(answer)


def to_levels(planes: NDArray[np.float32]) -> Pixels:
    """uint8 (H, W, 3) of RGB 0 … 1 in planes (3, H, W); what lies outside is cut off."""
    levels = np.clip(planes, 0, 1)
    levels *= 255
    return np.ascontiguousarray(np.rint(levels, out=levels).astype(np.uint8).transpose(1, 2, 0))


def _up(side: int, multiple: int) -> int:
    return math.ceil(side / multiple) * multiple
