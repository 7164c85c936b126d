"""How well the tilt of a photo is told, beside plain Hough. `python -m benchmarks.composition DATA [--save]`.

Photos of `horizon_labels.csv`, none of which was looked at when the constants of `culling.composition` were chosen. A
reader measured the tilt of those with a horizon, a far shore or upright walls, to about 0.3°; photos of flowers, faces
and skies, where nothing is level, have an empty tilt. Each photo is cropped by 4 % first, so that frames of scanned
slides tell nothing, and then turned by known angles without a border.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pandas as pd

from culling import Photo, read_photo
from culling.composition import find_horizon
from culling.errors import CullingError
from culling.photos import Pixels

LABELS = Path(__file__).with_name("horizon_labels.csv")
TABLE = Path(__file__).with_name("COMPOSITION.md")
TURNS = (0, -10, -5, -3, -1, 1, 3, 5, 10)  # degrees clockwise
BORDER = 0.04
STEP = 0.25  # degrees of the plain Hough transform
MOST = 15.0

Way = Callable[[Photo], float | None]


class Answer(NamedTuple):
    """What a way says of one turned photo: the true tilt (NaN where nothing is level), and the told one."""

    photo: str
    turn: int
    true: float
    told: float | None


def by_hough(photo: Photo) -> float | None:
    """The strongest line of Canny's edges that is within 15° of level or of upright."""
    edges = cv2.Canny(photo.small_luma, 50, 150)
    lines = cv2.HoughLines(edges, 1, math.radians(STEP), 20)
    for line in [] if lines is None else lines:
        lean = (math.degrees(float(np.ravel(line)[1])) + 45) % 90 - 45
        if abs(lean) <= MOST:
            return lean
    return None


def by_edges(photo: Photo) -> float | None:
    """As culling does."""
    found = find_horizon(photo.small_luma)
    return None if found is None else found.tilt


WAYS: dict[str, Way] = {"culling": by_edges, "plain Hough": by_hough}


def turned(pixels: Pixels, degrees: float) -> Pixels:
    """The picture turned clockwise, the largest part of its own proportions that has no border."""
    height, width = pixels.shape[:2]
    angle = math.radians(abs(degrees))
    wide, high = math.cos(angle), math.sin(angle)
    share = min(width / (width * wide + height * high), height / (width * high + height * wide))
    size = int(width * share), int(height * share)
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -degrees, 1)
    matrix[:, 2] += [(size[0] - width) / 2, (size[1] - height) / 2]
    return np.asarray(cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)


def answers(data: Path, way: Way, labels: Path = LABELS) -> list[Answer]:
    """Every labelled photo at every turn; what cannot be read is left out."""
    found = []
    for row in csv.DictReader(labels.read_text("utf-8").splitlines()):
        try:
            pixels = read_photo(data / row["path"]).pixels
        except CullingError:
            continue
        y, x = (round(BORDER * side) for side in pixels.shape[:2])
        inner = pixels[y : pixels.shape[0] - y, x : pixels.shape[1] - x]
        own = float(row["tilt"] or "nan")
        for turn in TURNS:
            told = way(Photo(np.ascontiguousarray(turned(inner, turn))))
            found.append(Answer(row["path"], turn, own + turn, told))
    return found


def line(name: str, given: list[Answer]) -> str:
    """One row of the table: of those with a horizon how far off, of the others how often nothing was said."""
    level = [one for one in given if not math.isnan(one.true)]
    said = [one for one in level if one.told is not None]
    none = [one for one in given if math.isnan(one.true)]
    cells = [
        name,
        f"{np.median([_error(one) for one in said]):.2f}°",
        *(_share(said, lambda one, limit=limit: _error(one) <= limit) for limit in (1, 2)),
        _share(level, lambda one: _error(one) <= 1),
        _share(level, lambda one: one.told is None),
        _share(none, lambda one: one.told is None),
    ]
    return f"| {' | '.join(cells)} |"


def _error(one: Answer) -> float:
    return math.inf if one.told is None else abs(one.told - one.true)


def _share(given: list[Answer], good: Callable[[Answer], bool]) -> str:
    """Share of answers that are good, with its interval over photos: the turns of one photo err together."""
    if not given:
        return "–"
    hits = pd.DataFrame({"photo": [one.photo for one in given], "good": [good(one) for one in given]})
    sums = hits.groupby("photo")["good"].agg(["sum", "size"]).to_numpy(np.float64)
    drawn = sums[np.random.default_rng(0).integers(0, len(sums), (2000, len(sums)))].sum(axis=1)
    low, high = np.percentile(100 * drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    return f"{100 * hits['good'].mean():.0f} % ({low:.0f}–{high:.0f})"


def report(data: Path) -> str:
    """The table in Markdown."""
    rows = []
    for name, way in WAYS.items():
        given = answers(data, way)
        rows.append(line(f"{name}, turned by 1° to 10°", [one for one in given if one.turn]))
        rows.append(line(f"{name}, as they are", [one for one in given if not one.turn]))
    level = sum(bool(row["tilt"]) for row in csv.DictReader(LABELS.read_text("utf-8").splitlines()))
    words = (__doc__ or "").split("\n\n")[1].strip()
    head = (
        "| way | median error | within 1° | within 2° | within 1° of all | silent | silent where nothing is level |\n"
        "|---|---|---|---|---|---|---|\n"
    )
    return (
        "# How well the tilt of a photo is told\n\nWritten by `python -m benchmarks.composition DATA --save`.\n"
        f"{words}\n\n{level} photos with something level. In brackets 95 % intervals by bootstrap over photos. Errors "
        "are of those of\nwhich something was said.\n\n" + head + "\n".join(rows) + "\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.composition", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder that the labels' paths lie in")
    parser.add_argument("--save", action="store_true", help=f"write benchmarks/{TABLE.name}")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    text = report(given.data.resolve())
    sys.stdout.write(text)
    if given.save:
        TABLE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
