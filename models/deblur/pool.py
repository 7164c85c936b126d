"""A pool of crops in files, filled by a process of its own and renewed while training draws from it.

`python -m models.deblur.pool --photos FOLDER` is started by train.py; it ends when the pool has been filled `--times`.
"""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.deblur.blurs import Levels, draw
from models.training.photos import manifest, parser, read_all

WORK = Path("build/train/deblur")
SIDE = 208
SIZE = 9000
SPLITS = ("train", "validation")  # the pool; `test` is left to evaluate.py


class Pool:
    """(n, 2, side, side, 3) uint8, blurred and sharp, and the kinds of damage; `written` counts what came in."""

    def __init__(self, folder: Path, size: int = SIZE, write: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.pairs = _mapped(folder / "pairs.u8", (size, 2, SIDE, SIDE, 3), np.uint8, write)
        self.kinds = _mapped(folder / "kinds.u8", (size,), np.uint8, write)
        self._count = _mapped(folder / "count.i8", (1,), np.int64, write)

    @property
    def written(self) -> int:
        """Crops written so far, also those written over."""
        return int(self._count[0])

    @property
    def ready(self) -> int:
        """Crops that can be drawn."""
        return min(self.written, len(self.pairs))

    def put(self, blurred: Levels, sharp: Levels, kind: int) -> None:
        """Write the next crop over the oldest."""
        place = self.written % len(self.pairs)
        self.pairs[place, 0], self.pairs[place, 1], self.kinds[place] = blurred, sharp, kind
        self._count[0] += 1


def _mapped(file: Path, shape: tuple[int, ...], kind: type, write: bool) -> NDArray[np.generic]:
    return np.memmap(file, kind, "r+" if file.exists() else "w+" if write else "r", shape=shape)


def main() -> None:
    """Fill the pool `--times` over, going on where it was broken off."""
    options = parser(__doc__ or "", WORK)
    options.add_argument("--times", type=float, default=4)
    options.add_argument("--size", type=int, default=SIZE)
    given = options.parse_args()
    os.nice(5)
    cv2.setNumThreads(1)
    pool = Pool(given.out, given.size, write=True)
    rng = np.random.default_rng([given.seed, pool.written])
    photos = sharp_photos(given.photos)
    while pool.written < given.times * given.size:
        pool.put(*draw(photos, SIDE, rng))


def sharp_photos(folder: Path, splits: tuple[str, ...] = SPLITS) -> list[Levels]:
    """The photos of these splits that are large enough."""
    rows = manifest(folder, "train_sharp")
    photos = read_all(list(rows.loc[rows["split"].isin(splits), "file"]))
    return [photo for photo in photos if min(photo.shape[:2]) >= SIDE + 16]


if __name__ == "__main__":
    main()
