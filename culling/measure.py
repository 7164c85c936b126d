"""One photo file to one row: decoded once, every measure taken, a thumbnail made; a bad file is a row with an error."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from culling.decoding.limits import Limits
from culling.errors import CullingError
from culling.metrics import METRICS
from culling.metrics.facts import perceptual_hash
from culling.photos import Photo, read_photo
from culling.previews import thumbnail

# Raised when decoding, facts, hash or thumbnail change, so that rows made before are made anew.
READER_VERSION = 1


def recipe() -> str:
    """Which reader and which version of each measure a row made today has; part of what decides on a rescan."""
    return ";".join(["reader=" + str(READER_VERSION), *(f"{metric.name}={metric.version}" for metric in METRICS)])


def stale_measures(old_recipe: str) -> frozenset[str] | None:
    """Measures that changed since; None when the reader itself changed and the whole row must be made anew."""
    old = set(old_recipe.split(";"))
    reader, *now = recipe().split(";")
    if reader not in old:
        return None
    return frozenset(part.partition("=")[0] for part in now if part not in old)


@dataclass(frozen=True)
class Measured:
    """What came of one file: columns of its row, and its thumbnail where it has one."""

    values: dict[str, Any] = field(default_factory=dict)
    jpeg: bytes | None = None


def measure_file(path: Path, limits: Limits, only: Collection[str] | None = None) -> Measured:
    """The row of a photo file; an unreadable file has an `error` that names the cause, and no numbers.

    Args:
        only: names of the measures to take when the rest of the row is still good; None for the whole row.
    """
    try:
        photo = read_photo(path, limits)
        if only is not None:
            return Measured(_numbers(photo, only))
        facts = _facts(photo) | _numbers(photo, [metric.name for metric in METRICS])
        return Measured(facts, thumbnail(photo))
    except CullingError as error:
        return Measured({"error": str(error)})
    except MemoryError:
        return Measured({"error": "not enough memory for this photo"})


def _facts(photo: Photo) -> dict[str, Any]:
    width, height = photo.full_size
    return {
        "content_hash": photo.content_hash,
        "perceptual_hash": perceptual_hash(photo),
        "width": width,
        "height": height,
        "scale": photo.scale,
        **photo.exif,
    }


def _numbers(photo: Photo, names: Collection[str]) -> dict[str, float | None]:
    """Raw numbers by column; NaN is stored as empty, which reads back as NaN."""
    numbers = {metric.name: float(metric.measure(photo)) for metric in METRICS if metric.name in names}
    return {name: None if math.isnan(number) else number for name, number in numbers.items()}
