"""What is fresh each time a crop of the pool is used: place, turn, mirror, order of colours, noise, JPEG."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from models.deblur.blurs import Levels
from models.deblur.fresh import MARGIN, moved, taken
from models.deblur.pool import SIDE, Pool
from models.training.loop import Batch

SHAPES = ((12, 128), (5, 192))  # crops, side
LARGE = 0.3  # share of batches with the larger crops: long blurs need to see far
HOPELESS, HARD = 23.5, 0.15  # PSNR below which a crop is rarely used, and how rarely
DRAWN = (0.56, 0.12, 0.12, 0.03, 0.05, 0.12)  # shares of the kinds of damage in a batch
NOISY, COMPRESSED = 0.4, 0.4
QUALITIES = (75, 98)


Shares = tuple[float, float]


def batches(pool: Pool, rng: np.random.Generator, anew: Shares = (0.0, 0.0)) -> Iterator[Batch]:
    """Endless batches (blurred, sharp), float32 (n, 3, side, side), 0 … 1, made ahead in a thread of their own.

    Args:
        anew: shares of the crops that are moved along an even path and that are left sharp (see fresh.py); the rest
            are as in the pool.
    """
    ahead: queue.Queue[Batch] = queue.Queue(maxsize=4)

    def work() -> None:
        for batch in drawn(pool, rng, anew):
            ahead.put(batch)

    threading.Thread(target=work, daemon=True).start()
    while True:
        yield ahead.get()


def drawn(pool: Pool, rng: np.random.Generator, anew: Shares) -> Iterator[Batch]:
    """The batches themselves, made when asked for."""
    places = learnable(pool, rng)
    kinds = np.asarray(pool.kinds)[places]
    chances = np.array(DRAWN)[kinds] / np.bincount(kinds, minlength=len(DRAWN))[kinds]
    chances /= chances.sum()  # a young pool may lack a kind
    while True:
        number, side = SHAPES[int(rng.random() < LARGE)]
        chosen = rng.choice(places, size=number, p=chances)
        pairs = [_one(pool.pairs[place], side, rng, anew) for place in chosen]
        stacked = torch.from_numpy(np.stack(pairs)).permute(1, 0, 4, 2, 3).float() / 255
        yield stacked[0].contiguous(memory_format=torch.channels_last), stacked[1]


def learnable(pool: Pool, rng: np.random.Generator) -> NDArray[np.int64]:
    """Places of the crops to draw: few of those that are blurred beyond what a small network can mend."""
    errors = [np.square(blurred.astype(np.float32) - sharp).mean() for blurred, sharp in pool.pairs[: pool.ready]]
    mendable = np.array(errors) < 255**2 * 10 ** (-HOPELESS / 10)
    return np.flatnonzero(mendable | (rng.random(len(errors)) < HARD))


def _one(pair: Levels, side: int, rng: np.random.Generator, anew: Shares) -> Levels:
    """(2, side, side, 3): the pair itself, or its sharp half blurred or saved anew."""
    which = rng.random()
    if which >= sum(anew):
        part = _turned(pair, side, rng)
        return np.stack([as_taken(np.ascontiguousarray(part[0]), rng), part[1]])
    if which >= anew[0]:
        sharp = np.ascontiguousarray(_turned(pair, side, rng)[1])
        return np.stack([taken(sharp, rng), sharp])
    wide = np.ascontiguousarray(_turned(pair, min(side + 2 * MARGIN, SIDE), rng)[1])
    part = moved(wide, side, rng)
    return np.stack([as_taken(np.ascontiguousarray(part[0]), rng), part[1]])


def _turned(pair: Levels, side: int, rng: np.random.Generator) -> Levels:
    """A square of both at the same random place, turned, mirrored, its colours in another order."""
    top, left = rng.integers(SIDE - side + 1, size=2)
    part = np.rot90(pair[:, top : top + side, left : left + side], int(rng.integers(4)), (1, 2))
    return np.asarray(part[:, :, :: rng.choice([-1, 1])][..., rng.permutation(3)])


def as_taken(levels: Levels, rng: np.random.Generator) -> Levels:
    """What a camera adds after the exposure: shot and read noise, mostly little, and JPEG; none of it for some."""
    if rng.random() < NOISY:
        levels = noisy(levels, min(rng.exponential(1.3), 8.0), rng)
    if rng.random() < COMPRESSED:
        quality = int(rng.integers(QUALITIES[0], QUALITIES[1] + 1))
        levels = compressed(levels, quality)
    return levels


def noisy(levels: Levels, sigma: float, rng: np.random.Generator) -> Levels:
    """Noise of `sigma` levels in the middle greys, more of it in the light than in the dark, some blurred to grain."""
    light = levels.astype(np.float32)
    shot = rng.random()
    grain: NDArray[np.float32] = rng.standard_normal(light.shape, np.float32)
    if rng.random() < 0.3:
        grain = cv2.GaussianBlur(grain, (0, 0), 0.6) * 1.9
    return np.clip(np.rint(light + sigma * grain * np.sqrt(1 - shot + shot * light / 128)), 0, 255).astype(np.uint8)


def compressed(levels: Levels, quality: int) -> Levels:
    """Through JPEG and back."""
    _, data = cv2.imencode(".jpg", levels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])
