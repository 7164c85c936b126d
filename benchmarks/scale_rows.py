"""A catalog of a million made-up photos, written once into build/: measures, EXIF, errors, tags, marks, groups.

Rows go into SQLite by themselves, without the program's own checks, so that it takes about a minute.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.places import ROOT
from culling.catalog import Catalog
from culling.forest import Forest
from culling.marks import MARKS
from culling.metrics import METRICS, Metric
from culling.neighbours import NEIGHBOURS, Neighbours

VERSION = 1  # of what is made up: another number makes it anew
FRAMES = 3  # photos of a scene
_SCENES = 40  # scenes that lie near each other, as those of a day do
_BATCH = 20_000
_BROKEN, _MARKED = 0.004, 0.05
_ERRORS = ("The file ends early: it was copied or saved incompletely.", "This is no picture.", "The file is empty.")
_CAMERAS = ("Canon EOS R6", "NIKON Z 8", "SONY ILCE-7M4", "Apple iPhone 15 Pro", "FUJIFILM X-T5", "Pixel 8")
_LENSES = ("24-70mm F2.8", "50mm F1.8", "70-200mm F2.8", "iPhone 15 Pro back camera", None)
_TAGS = ("person", "dog", "car", "boat", "flower", "bird", "food", "building")
#: Shares of photos of which a measure can say nothing, where that is more than the usual one in thirty.
_RARE = {"eyes_open": 0.75, "smile": 0.75, "face_size": 0.7, "face_sharpness": 0.7, "head_room": 0.7, "p_keep": 0.1}
_RARE |= {"subject_sharpness": 0.35, "subject_cut": 0.35, "horizon_tilt": 0.5}


def made_up(count: int) -> tuple[Path, Path]:
    """(folder, catalog) of so many photos; made when it is not there yet."""
    base = ROOT / "build" / "scale" / f"{count}-{VERSION}"
    folder, catalog, done = base / "photos", base / "catalog.sqlite", base / "done"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        catalog.unlink(missing_ok=True)
        _write(folder, catalog, count)
        done.touch()
    return folder, catalog


def forest_of(count: int, seed: int = 0) -> Neighbours:
    """Neighbours of so many photos, and their forest: scenes of three frames, days of forty scenes, no vectors."""
    rng = np.random.default_rng(seed)
    rows = np.arange(count)
    scene = rows // FRAMES
    within = np.flatnonzero(rows % FRAMES)
    first = np.flatnonzero((rows % FRAMES == 0) & (scene % _SCENES != 0))
    ends = np.concatenate([within, first])
    others = np.concatenate([within - 1, first - FRAMES])
    apart = np.concatenate([rng.beta(2, 7, len(within)), rng.uniform(0.25, 0.9, len(first))]).astype(np.float32)
    lengths = np.round(apart, 6)
    order = np.argsort(lengths, kind="stable")
    forest = Forest(others[order], ends[order], lengths[order])
    places = np.full((count, NEIGHBOURS), -1, np.int32)
    distances = np.full((count, NEIGHBOURS), np.inf, np.float32)
    nearest = np.full(count, np.inf, np.float32)
    for side, other in ((ends, others), (others, ends)):
        closer = lengths < nearest[side]
        nearest[side[closer]], places[side[closer], 0] = lengths[closer], other[closer]
    distances[:, 0] = nearest
    return Neighbours(places, distances, np.zeros((count, 1), np.float32), False, (), {2: forest})


def _write(folder: Path, catalog: Path, count: int) -> None:
    with Catalog(folder, catalog):
        pass  # makes the tables
    columns = dict(_columns(count))
    connection = sqlite3.connect(catalog)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("INSERT INTO recipes (id, text) VALUES (1, 'bench')")
    names = ",".join(f'"{name}"' for name in columns)
    places = ",".join("?" * len(columns))
    for start in range(0, count, _BATCH):
        part = [values[start : start + _BATCH] for values in columns.values()]
        connection.executemany(f"INSERT INTO photos ({names}) VALUES ({places})", zip(*map(_plain, part), strict=True))
    _mark(connection, columns["path"], columns["content_hash"])
    _group(connection, columns["path"], count)
    connection.commit()
    connection.close()


def _plain(values: NDArray[Any]) -> list[Any]:
    """As SQLite takes them: None for NaN."""
    if values.dtype.kind != "f":
        return list(values.tolist())
    return [None if value != value else value for value in values.tolist()]


def _columns(count: int, seed: int = 0) -> Iterator[tuple[str, NDArray[Any]]]:
    rng = np.random.default_rng(seed)
    broken = rng.random(count) < _BROKEN
    rows = np.arange(count)

    def known(values: NDArray[Any]) -> NDArray[Any]:
        if values.dtype.kind == "f":
            return np.where(broken, np.nan, values)
        found = values.astype(object)
        found[broken] = None
        return found

    def text(choices: tuple[str | None, ...], rare: float = 0.0) -> NDArray[Any]:
        drawn = np.array(choices, object)[rng.integers(0, len(choices), count)]
        drawn[broken | (rng.random(count) < rare)] = None
        return drawn

    yield "path", np.array([f"{2004 + row // 50_000}/{row // 1000:04}_SHOOT/DSC{row:07}.jpg" for row in rows], object)
    yield "file_bytes", 3_000_000 + rng.integers(0, 9_000_000, count)
    yield "mtime_ns", 1_500_000_000_000_000_000 + rows * 20_000_000_000
    yield "content_hash", known(np.array([f"{row:032x}" for row in rng.integers(0, 2**63, count)], object))
    yield "perceptual_hash", known(np.array([f"{row:016x}" for row in rng.integers(0, 2**63, count)], object))
    yield "width", known(np.full(count, 6000.0))
    yield "height", known(np.full(count, 4000.0))
    yield "scale", known(np.full(count, 0.25))
    begin = datetime(2004, 5, 1, 8)
    times = [(begin + timedelta(seconds=20 * row)).isoformat() for row in rows.tolist()]
    yield "taken_at", known(np.array(times, object))
    yield "camera", text(_CAMERAS, 0.02)
    yield "lens", text(_LENSES, 0.1)
    for name, values in {"aperture": (1.8, 2.8, 4, 5.6, 8), "iso": (100, 200, 400, 1600, 6400)}.items():
        yield name, known(rng.choice(np.array(values, float), count))
    yield "shutter_s", known(1 / rng.choice(np.array([30.0, 60, 125, 250, 1000]), count))
    yield "focal_mm", known(rng.choice(np.array([24.0, 35, 50, 85, 200]), count))
    here = rng.random(count) < 0.3
    yield "latitude", known(np.where(here, rng.uniform(35, 60, count), np.nan))
    yield "longitude", known(np.where(here, rng.uniform(-10, 30, count), np.nan))
    errors = np.array(_ERRORS, object)[rng.integers(0, len(_ERRORS), count)]
    errors[~broken] = None
    yield "error", errors
    yield "recipe", np.ones(count, np.int64)
    yield "scanned_at", np.full(count, "2026-01-01T00:00:00.000+00:00", object)
    yield "tags", text(tuple(f"{one}, {other}" for one in _TAGS for other in _TAGS), 0.4)
    for metric in METRICS:
        yield metric.name, known(_values(metric, rng, count))


def _values(metric: Metric, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Shares crowd at one end, luminance lies in the middle, open-ended measures have a long tail."""
    low, high = metric.span
    if metric.name == "luminance":
        values = np.clip(rng.normal(115, 45, count), 0, 255)
    elif metric.name == "faces":
        values = rng.poisson(0.5, count).astype(np.float64)
    elif math.isfinite(high) and high <= 255:
        values = low + (high - low) * rng.beta(0.6, 4.0, count)
    else:
        values = np.clip(rng.lognormal(6, 1.2, count), low, high)
    values[rng.random(count) < _RARE.get(metric.name, 0.03)] = np.nan
    return values


def _mark(connection: sqlite3.Connection, paths: NDArray[Any], contents: NDArray[Any], seed: int = 1) -> None:
    """One photo in twenty was marked, a few of them more than once."""
    rng = np.random.default_rng(seed)
    rows = rng.choice(len(paths), int(_MARKED * len(paths)))
    given = [*MARKS, None]
    at = datetime(2026, 1, 2, tzinfo=UTC).isoformat(timespec="milliseconds")
    marks = [
        (paths[row], contents[row], given[drawn], "bench", "seen", at)
        for row, drawn in zip(rows.tolist(), rng.integers(0, len(given), len(rows)).tolist(), strict=True)
    ]
    names = 'path, content_hash, mark, "by", how, at'
    connection.executemany(f"INSERT INTO marks ({names}) VALUES (?, ?, ?, ?, ?, ?)", marks)


def _group(connection: sqlite3.Connection, paths: NDArray[Any], count: int) -> None:
    """What likeness finds at 0.3, kept."""
    from culling.group.dbscan import dbscan
    from culling.group.links import groups_of

    labels = groups_of(dbscan(forest_of(count), 0.3))
    rows = np.flatnonzero(labels >= 0)
    connection.executemany(
        "INSERT INTO grouped (path, number) VALUES (?, ?)",
        zip(paths[rows].tolist(), labels[rows].tolist(), strict=True),
    )
    about = {"method": "likeness", "distance": 0.3}
    connection.execute("INSERT INTO meta (key, value) VALUES ('grouping', ?)", (json.dumps(about),))
