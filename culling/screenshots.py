"""Is it a screenshot or a page, or did a camera take it? What tells them apart, in a few numbers.

What a program draws is exactly alike from pixel to pixel until it changes at once; what a lens draws never is, for it
has noise and no edge without a slope. Both are looked at in thin bands at the analysed size: scaled down they are lost.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.photos import Photo, Pixels

NETWORK = "screenshot"
SMALLEST_SIDE = 32  # px
FLATTEST = 8  # levels from darkest to brightest: below, it shows nothing that could tell

BANDS = 12  # rows of pixels that are looked at, evenly spread,
BAND_PX = 8  # each of this height
RUN_PX = 24
TILE_PX = 16
DARKEST, BRIGHTEST = 8, 247  # burnt out and black parts of photos are exactly alike as well
EDGE = 32  # levels between neighbours
LINE = 12  # the same for the coarse picture, in which thin lines are fainter

FEATURES = (
    *("equal", "near", "steep", "steeper", "equal_inside", "runs", "runs_inside"),
    *("clean_both", "clean_one", "clean_share"),
    *("quiet_10", "quiet_25", "quiet_50", "inside"),
    *("level_1", "level_4", "level_entropy", "level_peaks"),
    *("colour_1", "colour_4", "colours_90"),
    *("row_lines", "column_lines", "lines"),
)

Floats = NDArray[np.float32]


def screenshot_features(photo: Photo) -> Floats | None:
    """Numbers named `FEATURES`, float32; None for a picture of nearly one colour or a side below 32 px."""
    luma = photo.luma
    if min(luma.shape) < SMALLEST_SIDE or int(np.ptp(photo.small_luma)) < FLATTEST:
        return None
    bands = _bands(luma)
    across = cv2.absdiff(bands[..., 1:], bands[..., :-1])
    along = cv2.absdiff(bands[:, 1:], bands[:, :-1])
    parts = (
        *_neighbours(bands, across, along),
        *_edges(across),
        *_noise(bands, across),
        *_levels(bands),
        *_colours(photo.small),
        *_lines(photo.small_luma),
    )
    return np.array(parts, np.float32)


def _bands(luma: Pixels) -> Pixels:
    """Evenly spread over the picture, uint8 (bands, rows, width)."""
    height = luma.shape[0]
    count = min(BANDS, height // BAND_PX)
    starts = np.linspace(0, height - BAND_PX, count).astype(int)
    return np.stack([luma[start : start + BAND_PX] for start in starts])


def _neighbours(bands: Pixels, across: Pixels, along: Pixels) -> tuple[float, ...]:
    """How many neighbours are exactly alike, nearly so, or far apart; and how many are so in long runs."""
    steps = _histogram(across) + _histogram(along)
    total = steps.sum()
    inside = cv2.inRange(_flat(bands[..., :-1]), DARKEST, BRIGHTEST)
    equal = cv2.inRange(_flat(across), 0, 0)
    runs = cv2.erode(equal, np.ones((1, RUN_PX), np.uint8))
    among = max(cv2.countNonZero(inside), 1)
    return (
        steps[0] / total,
        steps[:3].sum() / total,
        steps[EDGE:].sum() / total,
        steps[2 * EDGE :].sum() / total,
        cv2.countNonZero(equal & inside) / among,
        cv2.countNonZero(runs) / runs.size,
        cv2.countNonZero(runs & inside) / among,
    )


def _edges(across: Pixels) -> tuple[float, ...]:
    """Of the steep steps, those between two flat sides, those with one flat side; and the first of all pixels."""
    flat = _flat(across)
    steep = cv2.inRange(flat, EDGE, 255)[:, 4:-4]
    three = cv2.erode(cv2.inRange(flat, 0, 1), np.ones((1, 3), np.uint8))  # [i] tells of the steps i − 1 to i + 1
    before, after = three[:, 1:-7], three[:, 7:-1]
    both, one = cv2.countNonZero(steep & before & after), cv2.countNonZero(steep & (before | after))
    among = cv2.countNonZero(steep) + 20  # few steps tell little
    return both / among, one / among, 100 * both / steep.size


def _noise(bands: Pixels, across: Pixels) -> tuple[float, ...]:
    """Mean step in the quietest tiles, leaving black and burnt out ones aside; and how many are left."""
    step, level = _tile_means(across), _tile_means(bands[..., :-1])
    left = step[(level >= DARKEST) & (level <= BRIGHTEST)]
    quiet = np.percentile(left, [10, 25, 50]) if left.size else np.zeros(3)
    return (*(float(np.log1p(4 * part)) for part in quiet), left.size / step.size)


def _tile_means(values: Pixels) -> NDArray[np.float64]:
    """Of tiles as high as a band."""
    tiles = values.shape[-1] // TILE_PX
    sums = cv2.integral(_flat(values))[::BAND_PX, : tiles * TILE_PX + 1 : TILE_PX]
    return np.asarray(np.diff(np.diff(sums, axis=0), axis=1) / (BAND_PX * TILE_PX), np.float64)


def _levels(bands: Pixels) -> tuple[float, ...]:
    """How much of the picture is of one level and of four; entropy in bits; how far levels stand out."""
    shares = _histogram(bands) / bands.size
    order = np.sort(shares)[::-1]
    present = shares[shares > 0]
    around = cv2.blur(shares[None], (9, 1), borderType=cv2.BORDER_REFLECT)[0]
    peaks = np.clip(shares - 2 * around, 0, None)[DARKEST : BRIGHTEST + 1]
    return order[0], order[:4].sum(), float(-(present * np.log2(present)).sum()), float(peaks.sum())


def _colours(small: Pixels) -> tuple[float, ...]:
    """Share of the commonest colour and of the four commonest ones; how many make 90 %, as a logarithm."""
    red, green, blue = (small[::3, ::3, channel].astype(np.int32) >> 3 for channel in range(3))
    counts = np.bincount((red << 10 | green << 5 | blue).ravel())
    order = np.sort(counts[counts > 0])[::-1] / red.size
    needed = int(np.searchsorted(np.cumsum(order), 0.9)) + 1
    return float(order[0]), float(order[:4].sum()), float(np.log2(needed))


def _lines(luma: Pixels) -> tuple[float, ...]:
    """How much of the width or height the longest straight borders go through, rows and columns; and how many are."""
    rows = _share_of_steps(cv2.absdiff(luma[1:], luma[:-1]), 1)
    columns = _share_of_steps(cv2.absdiff(luma[:, 1:], luma[:, :-1]), 0)
    sharp = [_alone(part) for part in (rows, columns)]
    return (*(float(np.sort(part)[-4:].mean()) for part in sharp), float(sum((part > 0.25).mean() for part in sharp)))


def _share_of_steps(steps: Pixels, axis: int) -> NDArray[np.float64]:
    """Of each row (axis 1) or column (axis 0)."""
    sums = cv2.reduce(cv2.inRange(steps, LINE, 255), axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S)
    return np.asarray(sums.ravel() / (255 * steps.shape[axis]), np.float64)


def _alone(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much a row stands out from the rows two away: the border of a window does, a horizon seldom."""
    padded = np.pad(shares, 2, mode="edge")
    return np.clip(shares - np.maximum(padded[:-4], padded[4:]), 0, None)


def _histogram(values: Pixels) -> NDArray[np.float64]:
    return np.asarray(cv2.calcHist([_flat(values)], [0], None, [256], [0, 256]), np.float64).ravel()


def _flat(bands: Pixels) -> Pixels:
    """Bands below one another."""
    return np.ascontiguousarray(bands).reshape(-1, bands.shape[-1])
