"""How fast cutoffs move in a real Chromium when every photo is labelled: the labels are counted anew on each move."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from benchmarks.chromium import Screen, chromium, chromium_path
from benchmarks.places import scratch_folder
from benchmarks.report import Row, show
from benchmarks.screens import EIGHT
from benchmarks.ui_rows import Running, running
from culling.catalog import Catalog
from culling.labels import Label

SIZES = (1_000, 10_000)


def labels(sizes: tuple[int, ...] = SIZES) -> list[Row]:
    """Moves of one cut of eight without labels, and with a label on every photo."""
    if chromium_path() is None:
        return [Row("labels", "not measured: no Chromium on this machine (Debian: apt-get install chromium)")]
    return [row for count in sizes for row in _at(count)]


def _at(count: int) -> Iterator[Row]:
    with scratch_folder() as scratch, running(Path(scratch), count) as server, chromium() as opened:
        for what in ("no labels", f"{count:,} labels"):
            if what != "no labels":
                _label_all(server)
            moves = _drag(opened(server.address), Path(scratch) / "eight.toml")
            yield Row(f"{count:,} rows, {what}: a move of a cut, median", f"{median(moves):.1f} ms")
            late = quantiles(moves, n=100)[94]
            yield Row("… 95th percentile", f"{late:.1f} ms of {len(moves)} moves", "≤ 16 ms")


def _label_all(server: Running) -> None:
    """By lot, six of ten keep."""
    rng = np.random.default_rng(0)
    with Catalog(server.folder, server.catalog) as catalog:
        paths = catalog.table().index
        keep = rng.random(len(paths)) < 0.6
        catalog.add_labels(
            [Label(str(path), "keep" if is_kept else "reject") for path, is_kept in zip(paths, keep, strict=True)]
        )


def _drag(screen: Screen, file: Path) -> list[float]:
    """Milliseconds of each move: verdicts, bars, labels, all that is drawn."""
    screen.to("Tune")
    screen.use(EIGHT, file)
    handle = screen.page.get_by_role("slider", name="blur: reject above", exact=True)
    handle.wait_for()
    screen.page.get_by_role("slider", name="shadow_clipping: reject above", exact=True).wait_for()
    screen.pause(2)
    screen.forget_measures()
    for turn in range(10):
        screen.drag(handle, 60 if turn % 2 else -60)
        screen.pause(1.2)
    moves = screen.measures("culling-move")
    screen.page.close()
    return moves


if __name__ == "__main__":
    show(labels(tuple(map(int, sys.argv[1:])) or SIZES))
