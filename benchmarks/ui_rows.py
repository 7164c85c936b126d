"""A folder's catalog with made-up rows, and a dashboard on it that does not scan: for measuring the screens alone."""

from __future__ import annotations

import json
import math
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.ui_vectors import add_vectors
from culling.catalog import Catalog
from culling.metrics import METRICS, Metric
from culling.ui import places

PICTURES = 64
_CAMERAS = ("Bench One", "Bench Two", "Bench Mini")
_UNKNOWN, _BROKEN = 0.03, 0.004  # shares of values not measured, of files not readable
_BATCH = 5_000

# Runs in the child: the rows are no files, and a scan would forget them. What is written, it says with the time.
_CHILD = """
import json, sys, time
from culling.ui import jobs, tuning
folder, catalog, port, log = sys.argv[1:]
heard = open(log, "a", buffering=1)
def timed(owner, name):
    done = getattr(owner, name)
    def wrapper(*args, **kwargs):
        result = done(*args, **kwargs)
        heard.write(json.dumps([name, time.time()]) + chr(10))
        return result
    setattr(owner, name, wrapper)
jobs.OpenFolder.first_scan = lambda self: None
timed(tuning.Tuning, "change")
timed(jobs.OpenFolder, "mark")
from culling.ui.server import serve
serve(folder, port=int(port), catalog=catalog)
"""


@dataclass(frozen=True)
class Running:
    """A dashboard on made-up rows."""

    address: str
    folder: Path
    catalog: Path
    log: Path
    """One line a change of the policy ("change") or a written mark ("mark"), with the time: see `moments`."""
    process: int = 0
    """Its number, once it runs."""

    def moments(self, name: str) -> list[float]:
        """When that happened on the server, seconds since 1970."""
        lines = (json.loads(line) for line in self.log.read_text().splitlines())
        return [at for what, at in lines if what == name]

    def marks(self) -> int:
        """How many marks were ever written, taken back or not."""
        with Catalog(self.folder, self.catalog) as catalog:
            return catalog.latest_mark()


def make_rows(folder: Path, catalog: Path, count: int, seed: int = 0, *, alike: bool = False) -> None:
    """Fill a catalog with `count` photos that look like any folder's: skewed measures, gaps, a few broken files.

    With `alike` each photo has a content and a vector of its own, and the folder a map: see `ui_vectors`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    columns = {metric.name: _values(metric, rng, count) for metric in METRICS}
    start = datetime(2024, 5, 1, 8)
    with Catalog(folder, catalog) as kept:
        for first in range(0, count, _BATCH):
            places = range(first, min(first + _BATCH, count))
            thumbnails = {f"picture-{number}": _picture(number) for number in range(PICTURES)} if first == 0 else {}
            rows = [_row(place, columns, start, rng) for place in places]
            if alike:
                rows = [row | {"content_hash": f"picture-{place}"} for row, place in zip(rows, places, strict=True)]
            kept.save(rows, "bench", thumbnails)
        if alike:
            add_vectors(kept, seed)


@contextmanager
def running(base: Path, count: int, *, alike: bool = False) -> Iterator[Running]:
    """The dashboard on `count` made-up rows, with vectors if `alike`, until the block ends."""
    make_rows(base / "photos", base / "catalog.sqlite", count, alike=alike)
    with serving(base, base / "photos", base / "catalog.sqlite") as place:
        yield place


@contextmanager
def serving(base: Path, folder: Path, catalog: Path, seconds: float = 90) -> Iterator[Running]:
    """The dashboard on a catalog that is there, until the block ends; what it writes lies in `base`.

    Args:
        seconds: how long it may take to start.
    """
    place = Running(f"http://127.0.0.1:{_free_port()}", folder, catalog, base / "log")
    place.log.touch()
    arguments = [place.folder, place.catalog, place.address.rpartition(":")[2], place.log]
    environment = os.environ | {"XDG_DATA_HOME": str(base / "data"), "PYTHONPATH": str(places.LAUNCHER.parent)}
    with (base / "output").open("w+b") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", _CHILD, *map(str, arguments)], env=environment, stdout=output, stderr=output
        )
        try:
            _wait(place.address, process, seconds)
            yield replace(place, process=process.pid)
        finally:
            process.terminate()
            process.wait(60)


def _row(place: int, columns: dict[str, NDArray[np.float64]], start: datetime, rng: np.random.Generator) -> Any:
    path = f"{100 + place // 1000}_BENCH/DSC{place:06}.jpg"
    facts = {"path": path, "file_bytes": 4_000_000 + place, "mtime_ns": 1_700_000_000_000_000_000 + place}
    if rng.random() < _BROKEN:
        return facts | {"error": "The file ends early: it was copied or saved incompletely."}
    known = {name: None if math.isnan(values[place]) else float(values[place]) for name, values in columns.items()}
    return {
        **facts,
        **known,
        "content_hash": f"picture-{place % PICTURES}",
        "width": 6000.0,
        "height": 4000.0,
        "camera": _CAMERAS[place % len(_CAMERAS)],
        "taken_at": (start + timedelta(seconds=20 * place)).isoformat(),
        "aperture": 2.8,
        "shutter_s": 0.004,
        "iso": 400.0,
    }


def _values(metric: Metric, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Shares crowd at one end, luminance lies in the middle, open-ended measures have a long tail."""
    low, high = metric.span
    if metric.name == "luminance":
        values = np.clip(rng.normal(115, 45, count), 0, 255)
    elif math.isfinite(high) and high <= 255:
        values = low + (high - low) * rng.beta(0.6, 4.0, count)
    else:
        values = np.clip(rng.lognormal(6, 1.2, count), low, high)
    values[rng.random(count) < _UNKNOWN] = np.nan
    return values


def _picture(number: int) -> bytes:
    """A thumbnail that is told from the others: a shade, and its number."""
    hue = np.full((214, 320, 3), (number * 180 // PICTURES, 90, 190), np.uint8)
    pixels = cv2.cvtColor(hue, cv2.COLOR_HSV2BGR)
    cv2.putText(pixels, str(number), (110, 140), cv2.FONT_HERSHEY_SIMPLEX, 3, (40, 40, 40), 6)
    return cv2.imencode(".jpg", pixels)[1].tobytes()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the dashboard did not start; its output lies beside its log") from None
            time.sleep(0.1)
    raise RuntimeError(f"the dashboard did not answer within {seconds:.0f} s")
