"""How often the keeper of a burst is an undamaged frame, beside simpler choices. `python -m benchmarks.keepers FOLDER`.

Each photo of the folder becomes one burst with known damage (`culling.synth.burst`), written as JPEG and measured as in
a scan. Tolerances and order of the criteria were chosen on 340 photos of another draw (see `FIRST_UNSEEN`).
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import simplejpeg
from scipy.stats import binomtest

from benchmarks.places import scratch_folder
from benchmarks.report import Row, show
from culling import read_photo
from culling.decoding.limits import Limits
from culling.errors import CullingError
from culling.folders import find_photos
from culling.group.keeper import keepers
from culling.measure import measure_file
from culling.synth import burst

QUALITY = 90  # of the JPEG files, as a camera writes them
# Photos in the order of the hash of their names: those before this one were looked at when criteria were chosen.
FIRST_UNSEEN = 340


def keeper_rows(folder: Path, first: int, count: int, frames: int, severity: float) -> list[Row]:
    """Share of bursts whose keeper is undamaged, with its 95 % interval, for each way to choose."""
    cv2.setNumThreads(1)
    table = bursts(folder, first, count, frames, severity)
    good = (table["damage"] == "none").to_numpy()
    photos = table["group"].nunique()
    chance = float(np.mean(good))
    what = f"{folder.name}, {photos} bursts of {frames}, severity {severity:g}"
    rows = [Row(f"{what}: by chance", f"{100 * chance:.0f} %")]
    for name, choose in CHOICES.items():
        hits = int(good[choose(table)].sum())
        rows.append(Row(f"{what}: {name}", _share(hits, photos)))
    return rows


def bursts(folder: Path, first: int, count: int, frames: int, severity: float) -> pd.DataFrame:
    """The measured frames of the bursts, with `group` and `damage`."""
    rows = []
    with scratch_folder() as scratch:
        for number, path in enumerate(_shuffled(folder)[first : first + count]):
            try:
                pixels = read_photo(path).pixels
            except CullingError:
                continue
            for place, frame in enumerate(burst(pixels, frames, seed=first + number, severity=severity)):
                file = scratch / "frame.jpg"
                file.write_bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(frame.pixels), QUALITY, "RGB", "420"))
                known = {"path": f"{number:04}/{place:02}.jpg", "group": float(number), "damage": frame.damage}
                rows.append(known | measure_file(file, Limits()).values)
    return pd.DataFrame(rows).set_index("path")


def _shuffled(folder: Path) -> list[Path]:
    """Always in the same random order, wherever the folder lies."""
    names = {path: f"{folder.name}/{path.relative_to(folder).as_posix()}" for path in find_photos(folder)}
    return sorted(names, key=lambda path: hashlib.sha256(names[path].encode()).hexdigest())


def _most(column: str) -> Callable[[pd.DataFrame], np.ndarray]:
    def choose(table: pd.DataFrame) -> np.ndarray:
        values = table[column].astype(float).fillna(-np.inf).reset_index(drop=True)
        return values.groupby(table["group"].to_numpy()).idxmax().to_numpy()

    return choose


def _by_measures(table: pd.DataFrame) -> np.ndarray:
    return np.flatnonzero(keepers(table, table["group"])["keeper"])


CHOICES: dict[str, Callable[[pd.DataFrame], np.ndarray]] = {
    "keepers": _by_measures,
    "first": lambda table: np.flatnonzero(~table["group"].duplicated()),
    "largest file": _most("file_mb"),
    "variance of the Laplacian": _most("laplacian_variance"),
    "blur alone": lambda table: _most("sharpness")(table.assign(sharpness=-table["blur"].astype(float))),
}


def _share(hits: int, of: int) -> str:
    low, high = binomtest(hits, of).proportion_ci(method="wilson")
    return f"{100 * hits / of:.0f} % ({100 * low:.0f}–{100 * high:.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.keepers", description=__doc__)
    parser.add_argument("folder", type=Path, help="sharp, well exposed photos")
    parser.add_argument("--first", type=int, default=FIRST_UNSEEN, help=f"leave out so many photos [{FIRST_UNSEEN}]")
    parser.add_argument("--count", type=int, default=100, help="photos [100]")
    parser.add_argument("--frames", type=int, default=6, help="frames of a burst [6]")
    parser.add_argument("--severity", type=float, default=1.0, help="1 as in `culling synth`, 0.5 half as bad [1]")
    given = parser.parse_args()
    show(keeper_rows(given.folder.resolve(), given.first, given.count, given.frames, given.severity))


if __name__ == "__main__":
    main()
