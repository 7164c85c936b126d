"""Loaded by the test's workers as they start (Dask's `preload`): a photo's name decides what reading it does."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import culling.measure
from culling import Photo
from culling.decoding.limits import Limits

_read_photo = culling.measure.read_photo


def _read_oddly(path: Path, limits: Limits) -> Photo:
    if "deadly" in path.name:
        os._exit(1)
    if "endless" in path.name:
        time.sleep(60)
    if "slow" in path.name:
        time.sleep(0.3)
    if "patient" in path.name:
        while not (path.parent / "go").exists():
            time.sleep(0.05)
    return _read_photo(path, limits)


def dask_setup(worker: Any) -> None:
    """Dask calls this in every worker."""
    culling.measure.read_photo = _read_oddly
