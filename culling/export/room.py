"""Whether what is to be written will fit, asked before anything is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from rich.filesize import decimal

from culling.folders import printable

_BLOCK = 4096


def no_room(needs: Iterable[tuple[Path, int]]) -> str:
    """Which disk is too small for (where, bytes), per disk and all together; "" when all fits or nobody can tell."""
    sums: dict[int, int] = {}
    places: dict[int, Path] = {}
    for where, size in needs:
        place = nearest(where)
        device = device_of(place)
        places.setdefault(device, place)
        sums[device] = sums.get(device, 0) + size
    for device, place in places.items():
        free = _free(place)
        if free is not None and sums[device] > free:
            return f"no room on the disk of {printable(place)}: needs {decimal(sums[device])}, {decimal(free)} are free"
    return ""


def in_blocks(size: int) -> int:
    """What a file of `size` bytes takes on a disk."""
    return -(-size // _BLOCK) * _BLOCK


def nearest(path: Path) -> Path:
    """`path`, or the folder above it that is there."""
    while path != path.parent and not _there(path):
        path = path.parent
    return path


def device_of(path: Path) -> int:
    """Which disk `path`, or the folder above it that is there, lies on; -1 when nobody can tell."""
    try:
        return nearest(path).stat().st_dev
    except OSError:
        return -1


def may_write(path: Path) -> bool:
    """Whether this user may write to a file or a folder, as far as looking can tell."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # in a folder that is closed
        return False


def _free(place: Path) -> int | None:
    try:
        usage = shutil.disk_usage(place)
    except OSError:
        return None
    return usage.free if usage.total else None  # some mounted servers answer 0 of 0
