"""One photo file to one row: decoded once, every measure taken, a thumbnail made; a bad file is a row with an error."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from culling import nets
from culling.decoding.limits import Limits
from culling.embed import NETWORK, Vector, embed
from culling.errors import CullingError
from culling.metrics import METRICS, Metric
from culling.metrics.facts import perceptual_hash
from culling.photos import Photo, read_photo
from culling.previews import thumbnail
from culling.vectors import Key

# Raised when decoding, facts, hash or thumbnail change, so that rows made before are made anew.
READER_VERSION = 1
_MISSING = "missing"

#: Stands for the photo's vector among names of measures: what to take anew.
VECTOR = NETWORK


def recipe() -> str:
    """Which reader and which version of each measure a row made today has; part of what decides on a rescan.

    A measure that reads a network carries the network's fingerprint: numbers that are empty because its file was
    missing, or that another network gave, are measured anew once the file is there.
    """
    return ";".join([f"reader={READER_VERSION}", *map(_version, METRICS)])


def network_problems() -> dict[str, str]:
    """Networks that cannot be used, and why: the measures that read them are empty, or photos have no vector."""
    names = dict.fromkeys([*(metric.network for metric in METRICS if metric.network), NETWORK])
    return {name: problem for name in names if (problem := nets.problem(name))}


def load_networks() -> None:
    """Make the networks' sessions, which takes seconds on a cold disk: that is not the time of the first photos."""
    for name in dict.fromkeys([*(metric.network for metric in METRICS if metric.network), NETWORK]):
        nets.load(name)


def networks_used() -> dict[str, str]:
    """SHA-256 of each network that the measures read today; networks that cannot be used are left out."""
    names = dict.fromkeys(metric.network for metric in METRICS if metric.network)
    return {name: fingerprint for name in names if (fingerprint := nets.fingerprint(name))}


def _version(metric: Metric) -> str:
    text = f"{metric.name}={metric.version}"
    return f"{text}@{nets.fingerprint(metric.network)[:16] or _MISSING}" if metric.network else text


@lru_cache(maxsize=64)  # thousands of rows share a recipe or two
def stale_measures(old_recipe: str, new_recipe: str) -> frozenset[str] | None:
    """Measures that changed between two recipes; None when the reader did and the whole row must be made anew."""
    old = set(old_recipe.split(";"))
    reader, *now = new_recipe.split(";")
    if reader not in old:
        return None
    # A network that is missing today gives no better number than the one that is stored.
    good = old | {f"{before}@{_MISSING}" for part in old for before, at, _ in [part.partition("@")] if at}
    return frozenset(part.partition("=")[0] for part in now if part not in good)


@dataclass(frozen=True)
class Measured:
    """What came of one file: columns of its row, and its thumbnail and vector where it has them."""

    values: dict[str, Any] = field(default_factory=dict)
    jpeg: bytes | None = None
    vectors: dict[Key, Vector] = field(default_factory=dict)


def measure_file(path: Path, limits: Limits, only: Collection[str] | None = None) -> Measured:
    """The row of a photo file; an unreadable file has an `error` that names the cause, and no numbers.

    Args:
        only: names of the measures to take (`VECTOR` for the vector) when the rest of the row is still good; None
            for all.
    """
    try:
        photo = read_photo(path, limits)
        if only is not None:
            return Measured(_numbers(photo, only), vectors=_vector(photo) if VECTOR in only else {})
        facts = _facts(photo) | _numbers(photo, [metric.name for metric in METRICS])
        return Measured(facts, thumbnail(photo), _vector(photo))
    except CullingError as error:
        return Measured({"error": str(error)})
    except MemoryError:
        return Measured({"error": "not enough memory for this photo"})


def _vector(photo: Photo) -> dict[Key, Vector]:
    """The photo's vector by what it belongs to; empty while the network cannot be used."""
    if not (network := nets.fingerprint(NETWORK)):
        return {}
    try:
        return {Key(network, photo.content_hash): embed(photo)}
    except nets.ModelError:
        return {}


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
    numbers = {metric.name: _number(metric, photo) for metric in METRICS if metric.name in names}
    return {name: None if math.isnan(number) else number for name, number in numbers.items()}


def _number(metric: Metric, photo: Photo) -> float:
    """NaN where the measure's network cannot be used: `network_problems` tells why, once for all photos."""
    try:
        return float(metric.measure(photo))
    except nets.ModelError:
        return math.nan
