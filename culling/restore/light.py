"""More light for a photo that is too dark: exposure, shadows and local contrast."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.decoding.pixels import Pixels, halve_until
from culling.restore.edit import Light
from culling.restore.guided import Guided, fit
from culling.restore.mask import BAND
from culling.srgb import to_levels, to_light

Factors = NDArray[np.float32]

KNEE = 0.5  # linear light from which brightened light bends towards white instead of clipping
SHADOW_STOPS = 2.5  # that `shadows` = 1 lifts what lies in the dark
SHADOWS_END = 0.5  # of the scale of levels: `shadows` leaves what lies in lighter parts alone
SHADOWS_BEGIN = 8 / 255  # … and lifts what lies deeper less and less: there is little but noise and JPEG's blocks
SMALL_SIDE = 480  # px, at which is told which parts are dark
TINY_SIDE = 200  # px, at which a suggestion is tried
REACH = 0.05  # of the longer side: what is nearer shares one lift, so that fine contrast in the dark stays
STEADY = 0.02  # variance of levels 0 … 1 above which an edge parts dark from light: no halo
CLIP_LIMIT = 3.0  # of CLAHE: no tone gets more than three times its even share of the scale
TILES = 8  # of CLAHE across and down, whatever the photo's size
DEEP = 16  # of 255, lightness below which local contrast fades out: there is little but noise

#: Mean luma below which light is suggested, the cut that models/dark/CARD.md fits, and the one it is brought to.
TOO_DARK, WANTED = 60.0, 90.0
MOST_SUGGESTED = Light(stops=3.0, shadows=0.6)
BURNT = 1.0  # stops by which the brightest 5 % may be driven past white, where they bend
NOTHING = 4  # levels: a photo whose brightest 1 % stay below holds nothing to be lifted


def brighten(pixels: Pixels, light: Light) -> Pixels:
    """The photo with more (or less) light; a new array, equal where `light` is zero.

    Exposure scales linear light, so that a stop is what a stop of the camera would have been. What would come out
    above half of white bends towards it, by the extended curve of Reinhard et al. (2002, doi:10.1145/566654.566575):
    white stays white, and nothing clips that was not clipped before. `shadows` lifts dark parts, by up to
    `SHADOW_STOPS` stops; a part is what a guided filter leaves together. `contrast` mixes in contrast-limited adaptive
    histogram equalisation (CLAHE, Zuiderveld 1994) of the lightness of CIELAB.

    Red, green and blue of a pixel are all scaled by one factor: hue and saturation stay, black stays black and grey
    grey. Noise is not taken away: it grows by the same factor, most in the shadows.

    Args:
        pixels: RGB uint8 (H, W, 3), a preview or the whole photo: both come out alike.
        light: each number higher is brighter, or of more contrast.
    """
    result = pixels.copy()
    if light.stops or light.shadows:
        _expose(result, light)
    if light.contrast:
        _add_local_contrast(result, light.contrast)
    return result


def suggest_light(pixels: Pixels) -> Light:
    """Where to begin with a photo that is too dark; zero for one that is not, and for plain black.

    A photo is too dark below a mean luma of `TOO_DARK`. Exposure is raised until the mean is `WANTED`, or until the
    brightest 5 % would have gone one stop past white; shadows are lifted for what is then still missing. Low key cannot
    be told from a flaw by this: it is a start for a person who wants the photo lighter.

    Args:
        pixels: RGB uint8 (H, W, 3), a preview or the whole photo.
    """
    small = halve_until(pixels, TINY_SIDE)
    brightest = to_light(small.max(axis=2))
    if _mean_luma(small) >= TOO_DARK or np.quantile(brightest, 0.99) < to_light(np.array(NOTHING, np.uint8)):
        return Light()
    room = BURNT - np.log2(max(float(np.quantile(brightest, 0.95)), 1e-4))
    stops = _most(small, [Light(stops=step / 10) for step in range(int(min(room, MOST_SUGGESTED.stops) * 10) + 1)])
    steps = range(round(MOST_SUGGESTED.shadows * 20) + 1)
    return _most(small, [Light(stops=stops.stops, shadows=step / 20) for step in steps])


def _most(small: Pixels, lights: list[Light]) -> Light:
    """The last of ever brighter lights that does not make the photo brighter than `WANTED`."""
    low, high = 0, len(lights)
    while low + 1 < high:
        middle = (low + high) // 2
        if _mean_luma(brighten(small, lights[middle])) <= WANTED:
            low = middle
        else:
            high = middle
    return lights[low]


def _mean_luma(pixels: Pixels) -> float:
    return float(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).mean())


def exposed(light: Factors, gain: Factors | float) -> Factors:
    """Linear light 0 … 1 times `gain`; above `KNEE` it bends so that 1 stays 1 where the gain is above 1."""
    scaled = light * gain
    over = np.maximum(scaled - KNEE, 0) / (1 - KNEE)
    most = np.maximum((gain - KNEE) / (1 - KNEE), 1)
    return np.asarray(np.where(over > 0, KNEE + (1 - KNEE) * over * (1 + over / most**2) / (1 + over), scaled))


def _expose(pixels: Pixels, light: Light) -> None:
    """Exposure and shadows, in place."""
    every = to_light(np.arange(256, dtype=np.uint8))
    after = exposed(every, 2.0**light.stops).astype(np.float32)
    levels = (to_levels(after) / np.float32(255)).astype(np.float32)
    dark = _dark_parts(pixels, levels) if light.shadows else None
    for top in range(0, len(pixels), BAND):
        rows = pixels[top : top + BAND]
        brightest = rows.max(axis=2)
        wanted = after[brightest]
        if dark is not None:
            part = dark.rows(levels[brightest], top, len(pixels))
            wanted = exposed(wanted, np.exp2(light.shadows * SHADOW_STOPS * _darkness(part)))
        rows[:] = _scaled(rows, wanted / np.maximum(every[brightest], every[1]))


def _dark_parts(pixels: Pixels, levels: Factors) -> Guided:
    """The photo's brightest channel once it has been exposed, smoothed but for edges between dark and light."""
    small = halve_until(pixels, 2 * SMALL_SIDE)
    scale = min(1.0, SMALL_SIDE / max(small.shape[:2]))
    size = max(1, round(small.shape[1] * scale)), max(1, round(small.shape[0] * scale))
    guide = levels[cv2.resize(small, size, interpolation=cv2.INTER_AREA).max(axis=2)]
    return fit(guide, guide, max(1, round(REACH * max(size))), STEADY)


def _darkness(part: Factors) -> Factors:
    """How far a part is lifted: about 1 from `SHADOWS_BEGIN` on, falling smoothly to 0 at `SHADOWS_END`."""
    depth = np.clip(1 - part / SHADOWS_END, 0, 1)
    return depth * depth * (3 - 2 * depth) * np.clip(part / SHADOWS_BEGIN, 0, 1)


def _scaled(rows: Pixels, factor: Factors) -> Pixels:
    return to_levels(to_light(rows) * factor[..., None])


def _add_local_contrast(pixels: Pixels, amount: float) -> None:
    """CLAHE of the lightness, mixed in by `amount`, in place."""
    height, width = pixels.shape[:2]
    lightness = np.empty((height, width), np.uint8)
    for top in range(0, height, BAND):
        lightness[top : top + BAND] = cv2.extractChannel(cv2.cvtColor(pixels[top : top + BAND], cv2.COLOR_RGB2Lab), 0)
    equalised = cv2.createCLAHE(CLIP_LIMIT, (min(TILES, width), min(TILES, height))).apply(lightness)
    factors = _contrast_factors(amount)
    for top in range(0, height, BAND):
        here = slice(top, top + BAND)
        brightest = to_light(pixels[here].max(axis=2))
        factor = np.minimum(factors[lightness[here], equalised[here]], 1 / np.maximum(brightest, 1e-4))
        pixels[here] = _scaled(pixels[here], factor)


def _contrast_factors(amount: float) -> Factors:
    """By what linear light is scaled that has one lightness 0 … 255 (row) and is to have another (column)."""
    levels = np.arange(256, dtype=np.float32)
    before, wanted = levels[:, None], levels[None, :]
    after = before + amount * np.minimum(before / DEEP, 1) * (wanted - before)
    return np.asarray(_luminance(after) / np.maximum(_luminance(before), _luminance(levels[1:2])), np.float32)


def _luminance(lightness: Factors) -> Factors:
    """Linear light 0 … 1 of CIELAB's lightness, here 0 … 255."""
    star = lightness * (100 / 255)
    return np.asarray(np.where(star > 8, ((star + 16) / 116) ** 3, star / 903.3), np.float32)
