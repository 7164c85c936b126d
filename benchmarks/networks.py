"""What each part of a scan costs a photo beyond light, colour and fine contrast, on one core."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import cv2

from benchmarks.photos import camera_photos
from benchmarks.report import Row
from culling.measure import TAGS, VECTOR
from culling.metrics import METRICS, PARTS
from culling.photos import Photo, read_photo

SHARED = ("luma", "medium_luma", "small", "small_luma", "coarse_luma")  # the classical measures have made these already


def networks(count: int) -> list[Row]:
    """Median CPU milliseconds of each part in the order of a scan; later ones use what earlier ones worked out."""
    cv2.setNumThreads(1)
    spent: dict[str, list[float]] = {}
    faces = []
    for number, path in enumerate(camera_photos(count + 1)):
        photo = _ready(path)
        for name, run in _runs(photo).items():
            begun = time.process_time()
            run()
            if number:  # the first photo opens the sessions
                spent.setdefault(name, []).append(1000 * (time.process_time() - begun))
        faces.append(len(photo.faces))
    total = median(map(sum, zip(*spent.values(), strict=True)))
    rows = [Row(f"part {name}", f"{median(times):.2f} ms CPU a photo") for name, times in spent.items()]
    seen = f"{sum(faces) / len(faces):.1f} faces a photo"
    return [*rows, Row("all parts", f"{total:.1f} ms CPU a photo beyond the classical measures, {seen}")]


def _ready(path: Path) -> Photo:
    photo = read_photo(path)
    for name in SHARED:
        getattr(photo, name)
    return photo


def _runs(photo: Photo) -> dict[str, Callable[[], Any]]:
    runs: dict[str, Callable[[], Any]] = {VECTOR: partial(getattr, photo, "vector")}
    for part in PARTS:
        runs[part] = partial(_measured, photo, part)
    return {**runs, "things": partial(getattr, photo, TAGS)}


def _measured(photo: Photo, part: str) -> list[float]:
    return [metric.measure(photo) for metric in METRICS if metric.part == part]
