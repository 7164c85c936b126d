"""Measure the photos of this folder at several sizes for the lessons: culling/lessons/sized.csv.

    python sample_data/make_sized.py [OTHER_FILE]

Make it again when photos, a measure or a network change: a test says when that is due.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from culling.lessons.resize import resized
from culling.lessons.sized import FILE, MEASURES, SIZES, column
from culling.metrics import get_metric
from culling.photos import read_photo

HERE = Path(__file__).resolve().parent


def main(out: Path) -> None:
    """Write one row per photo of labels.csv."""
    paths = pd.read_csv(HERE / "labels.csv")["path"]
    table = pd.DataFrame([_measures(HERE / path) for path in paths], index=pd.Index(paths, name="path"))
    table.to_csv(out, float_format="%.5g", lineterminator="\n")


def _measures(path: Path) -> dict[str, float]:
    photo = read_photo(path)
    found = {"subject_sharpness": get_metric("subject_sharpness").measure(photo)}
    for size in SIZES:
        small = resized(photo, size)
        found |= {column(name, size): get_metric(name).measure(small) for name in MEASURES}
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
