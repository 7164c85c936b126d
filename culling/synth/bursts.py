"""Bursts with known truth: from one sharp photo, frames as a hand takes them, some of them spoilt by a known amount."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from culling.photos import Pixels
from culling.synth.registry import get_damage

SPOILERS = ("camera_shake", "defocus", "exposure", "add_noise")
"""What befalls one frame each; "exposure" is `underexpose` or `overexpose`."""

SHORTEST_SIDE = 32  # px of the photo: smaller, a frame's crop is no picture

# How far a hand moves between frames; the crop leaves room, so that no frame looks beyond the photo.
MARGIN = 0.05  # of each side, cut off all round
_SHIFT = 0.02  # of each side, either way
_TURN_DEG = 1.0  # either way
_ZOOM = 0.04  # nearer by up to this


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame of a burst, and what was done to it.

    Attributes:
        pixels: RGB uint8, the same size for all frames of a burst.
        damage: "none", or the name of a damage in `culling.synth.DAMAGES`.
        amount: of the damage, in its unit; 0 for none.
        unit: of the amount.
        seed: what `numpy.random.default_rng` repeats the damage from.
        view: where the camera looked: the 2 × 3 affine map from the frame's pixels to the photo's, by rows.
    """

    pixels: Pixels
    damage: str
    amount: float
    unit: str
    seed: int
    view: tuple[float, ...]

    @property
    def undamaged(self) -> bool:
        """Whether it is one of the best: moved and cropped like the others, nothing else."""
        return self.damage == "none"


def burst(pixels: Pixels, n: int = 6, seed: int = 0, severity: float = 1.0) -> list[Frame]:
    """Frames of one scene in random order: one shaken, one out of focus, one wrongly exposed, one noisy, the rest good.

    Every frame, the good ones too, is its own crop, shifted, turned and zoomed a little, resampled once; damage comes
    after that. At least one frame stays good, so `n` below 5 draws which damages there are. The same pixels and
    arguments give the same frames.

    Args:
        pixels: RGB uint8 (H, W, 3) of a sharp, well exposed photo; both sides at least 32 px.
        n: frames, at least 2.
        seed: 0 or more; another seed moves the hand and draws the damages anew.
        severity: > 0; the amounts of `Damage.amounts_for`, from mild to severe, times this: at 0.5 half as bad.

    Raises:
        ValueError: `n`, `seed` or `severity` out of range, or pixels that are too small.
    """
    _check(pixels, n, seed, severity)
    rng = np.random.default_rng(seed)
    spoilt = [SPOILERS[place] for place in rng.permutation(len(SPOILERS))[: n - 1]]
    jobs = [*spoilt, *["none"] * (n - len(spoilt))]
    return [_frame(pixels, jobs[place], severity, rng) for place in rng.permutation(n)]


def _frame(pixels: Pixels, job: str, severity: float, rng: np.random.Generator) -> Frame:
    height, width = pixels.shape[:2]
    view = _view(width, height, rng)
    seen = _look(pixels, view)
    seed = int(rng.integers(2**31))
    places = tuple(float(number) for number in view.ravel())
    if job == "none":
        return Frame(seen, "none", 0.0, "", seed, places)
    name = ("underexpose", "overexpose")[int(rng.integers(2))] if job == "exposure" else job
    damage = get_damage(name)
    amounts = damage.amounts_for(max(seen.shape[:2]))
    low, high = math.log(min(amounts)), math.log(max(amounts))
    amount = severity * math.exp(rng.uniform(low, high))
    return Frame(damage.apply(seen, amount, np.random.default_rng(seed)), name, amount, damage.unit, seed, places)


def _view(width: int, height: int, rng: np.random.Generator) -> np.ndarray:
    """From the frame's pixels to the photo's: 2 × 3, as `cv2.warpAffine` takes it with WARP_INVERSE_MAP."""
    x, y = rng.uniform(-_SHIFT, _SHIFT, 2) * (width, height)
    turn = math.radians(rng.uniform(-_TURN_DEG, _TURN_DEG))
    scale = 1 - rng.uniform(0, _ZOOM)
    turned = scale * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    frame_width, frame_height = _size(width, height)
    middle = np.array([(width - 1) / 2 + x, (height - 1) / 2 + y])
    corner = middle - turned @ np.array([(frame_width - 1) / 2, (frame_height - 1) / 2])
    return np.column_stack([turned, corner])


def _look(pixels: Pixels, view: np.ndarray) -> Pixels:
    """What the camera sees there. Lanczos keeps the sharpness alike for all shifts; linear would blur half pixels."""
    size = _size(pixels.shape[1], pixels.shape[0])
    flags = cv2.INTER_LANCZOS4 | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(pixels, view, size, flags=flags, borderMode=cv2.BORDER_REFLECT_101), np.uint8)


def _size(width: int, height: int) -> tuple[int, int]:
    return round(width * (1 - 2 * MARGIN)), round(height * (1 - 2 * MARGIN))


def _check(pixels: Pixels, n: int, seed: int, severity: float) -> None:
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"pixels must be RGB uint8 (H, W, 3), got {pixels.dtype} {pixels.shape}")
    if min(pixels.shape[:2]) < SHORTEST_SIDE:
        raise ValueError(f"both sides must have at least {SHORTEST_SIDE} px, got {pixels.shape[1]} × {pixels.shape[0]}")
    if n < 2:
        raise ValueError(f"a burst has at least 2 frames, got n = {n}")
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    if not (math.isfinite(severity) and severity > 0):
        raise ValueError(f"severity must be a finite number above 0, got {severity}")
