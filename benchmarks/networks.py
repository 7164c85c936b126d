"""What our networks cost a photo, their preprocessing included, on one core beyond the classical measures."""

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
from culling.embed import embed
from culling.eyes import eye_openness
from culling.metrics.dark import p_dark
from culling.photos import Photo, read_photo

SHARED = ("luma", "medium_luma", "small")  # the classical scan has made these already
EYE_PX = 48
GOAL_MS = 25


def networks(count: int) -> list[Row]:
    """Median CPU milliseconds of each network, and of all five in the order of a scan."""
    cv2.setNumThreads(1)
    spent: dict[str, list[float]] = {}
    for number, path in enumerate(camera_photos(count + 1)):
        photo = _ready(path)
        for name, run in _runs(photo).items():
            begun = time.process_time()
            run()
            if number:  # the first photo opens the sessions
                spent.setdefault(name, []).append(1000 * (time.process_time() - begun))
    total = median(map(sum, zip(*spent.values(), strict=True)))
    rows = [Row(f"network {name}", f"{median(times):.2f} ms CPU a photo") for name, times in spent.items()]
    return [*rows, Row("all five networks", f"{total:.1f} ms CPU a photo beyond the classical scan", f"≤ {GOAL_MS} ms")]


def _ready(path: Path) -> Photo:
    photo = read_photo(path)
    for name in SHARED:
        getattr(photo, name)
    return photo


def _runs(photo: Photo) -> dict[str, Callable[[], Any]]:
    """Two eyes stand for one face: a photo without faces has none."""
    crop = photo.small[:EYE_PX, :EYE_PX]
    return {
        "focus": partial(getattr, photo, "blur_map"),
        "flaws": partial(getattr, photo, "flaw_probabilities"),
        "dark": partial(p_dark, photo),
        "embedding": partial(embed, photo),
        "eyes, two": lambda: [eye_openness(crop), eye_openness(crop)],
    }
