"""The measures of a photo before and after: does blur really fall? Both at one size, or the numbers say nothing.

A sharper number is no proof of a better photo: noise and ringing are sharp as well. So the noise stands beside it, and
eyes have the last word.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import cv2
import numpy as np
import pandas as pd

from culling.decoding.pixels import Pixels, reduce
from culling.errors import CullingError
from culling.metrics import Metric, get_metric
from culling.photos import Photo
from culling.restore.edit import Box, Region

Direction = Literal["better", "worse", "same", "changed", "cannot say"]

#: Measures of blur, focus and light that need the pixels alone, and the noise that sharpening and light bring along.
COMPARED = (
    "blur",
    "sharp_area",
    "blur_map_mean",
    "motion_blur",
    "laplacian_variance",
    "tenengrad",
    "reblur",
    "sharpest_tile",
    "luminance",
    "contrast",
    "shadow_clipping",
    "highlight_clipping",
    "dynamic_range",
    "noise_sigma",
)
#: Changes up to this share of the larger number are none: saving as JPEG of quality 95 alone changes
#: `laplacian_variance` by up to 4 % and `sharpest_tile` by 6 % (16 photos); of a share 0 … 1, so is a change of .005.
SAME, SAME_SHARE = 0.06, 0.005

#: What to say with the table.
HONEST = (
    "Both measured at the photo's own size. Sharper numbers are no proof that it looks better: "
    "noise and ringing count as sharp too. Look at it at 100 %."
)


def measures_before_after(
    before: Pixels, after: Pixels, names: Sequence[str] = COMPARED, inside: Box | None = None
) -> pd.DataFrame:
    """One row per measure: `before`, `after`, `unit`, `direction` (better, worse, same, changed, cannot say).

    An enlarged result is first brought back to the size of `before`: a measure of sharpness falls with every
    enlargement, however good, since edges become wider in pixels. What an enlargement adds beyond that size is so not
    seen here; what it loses at that size is: bicubic by 2 and back costs a third of `laplacian_variance`.

    Args:
        before, after: RGB uint8 (H, W, 3), upright; `after` may be larger by the same factor both ways.
        names: of `METRICS`; those that need EXIF or the file cannot say.
        inside: left, top, width, height as shares of the photo: only this part of both is measured. The numbers are
            then comparable with each other alone, not with those of whole photos, nor with a cutoff.

    Raises:
        ValueError: the two show different parts, since their shapes differ in more than a factor.
    """
    metrics = [get_metric(name) for name in names]
    photos = [Photo(_analysed(part)) for part in _alike(before, after, inside)]
    first, second = ([_number(metric, photo) for metric in metrics] for photo in photos)
    return pd.DataFrame(
        {
            "before": first,
            "after": second,
            "unit": [metric.unit for metric in metrics],
            "direction": list(map(direction, metrics, first, second)),
        },
        index=pd.Index(names, name="measure"),
    )


def direction(metric: Metric, before: float, after: float) -> Direction:
    """What a change of a measure means; "changed" where the measure has no better end, "cannot say" for NaN."""
    if math.isnan(before) or math.isnan(after):
        return "cannot say"
    least = SAME_SHARE if metric.span == (0, 1) else 0.0
    if abs(after - before) <= max(SAME * max(abs(before), abs(after)), least):
        return "same"
    if metric.higher_is_better is None:
        return "changed"
    return "better" if (after > before) == metric.higher_is_better else "worse"


def in_a_line(measures: pd.DataFrame, name: str = "blur") -> str:
    """One measure in words: "blur 0.62 → 0.31 (better)"; "" where it cannot say."""
    row = measures.loc[name]
    if row["direction"] == "cannot say":
        return ""
    before, after = (shown(float(measures[column].to_dict()[name])) for column in ("before", "after"))
    unit = f" {row['unit']}" if row["unit"] else ""
    return f"{name} {before} → {after}{unit} ({row['direction']})"


def shown(number: float) -> str:
    """A measure for people.

    >>> [shown(number) for number in (0.02963, 74.81, 4837.2)]
    ['0.0296', '74.8', '4,837']
    """
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"


def box_of(region: Region | None) -> Box | None:
    """The box around a region, cut at the photo's edge; None for the whole photo and for a subject, found later."""
    if region is None or region.kind == "subject":
        return None
    across, down = zip(*region.points, strict=True) if region.points else ((), ())
    if region.box is not None:
        left, top, width, height = region.box
        across, down = (left, left + width), (top, top + height)
    left, top = max(min(across), 0.0), max(min(down), 0.0)
    width, height = min(max(across), 1.0) - left, min(max(down), 1.0) - top
    return (left, top, width, height) if width > 0 and height > 0 else None


def _alike(before: Pixels, after: Pixels, inside: Box | None) -> tuple[Pixels, Pixels]:
    """Both at the size of `before`, cut to the same part."""
    height, width = before.shape[:2]
    if after.shape[0] * width != after.shape[1] * height:
        raise ValueError(f"after must be before times one factor, got {after.shape[:2]} for {before.shape[:2]}")
    if after.shape != before.shape:
        after = cv2.resize(after, (width, height), interpolation=cv2.INTER_AREA)
    if inside is None:
        return before, after
    left, top, wide, high = inside
    x, y = min(max(round(left * width), 0), width - 1), min(max(round(top * height), 0), height - 1)
    right, bottom = max(round((left + wide) * width), x + 1), max(round((top + high) * height), y + 1)
    return before[y:bottom, x:right], after[y:bottom, x:right]


def _analysed(pixels: Pixels) -> Pixels:
    """As `read_photo` reduces a photo for the measures."""
    return np.ascontiguousarray(reduce(pixels))


def _number(metric: Metric, photo: Photo) -> float:
    try:
        return float(metric.measure(photo))
    except CullingError:  # a network is missing: the measure cannot say
        return math.nan
