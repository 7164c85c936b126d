"""Measure the photos of this folder for the lessons: culling/lessons/measured.csv.

    python sample_data/make_measured.py [OTHER_FILE]

A lesson on base rates or on tuning needs labels and measures of a hundred photos at once, and nobody waits a minute of
scanning for it. Make it again when photos, labels, a measure or a network change: a test says when that is due.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from culling.lessons.measured import FILE, MEASURES
from culling.metrics import get_metric
from culling.photos import read_photo

HERE = Path(__file__).resolve().parent


def main(out: Path) -> None:
    """Write one row per photo of labels.csv: path, label, flaw, measures."""
    labels = pd.read_csv(HERE / "labels.csv")
    rows = [_measures(HERE / path) for path in labels["path"]]
    table = pd.concat([labels[["path", "label", "flaw"]], pd.DataFrame(rows)], axis=1)
    table.to_csv(out, index=False, float_format="%.5g", lineterminator="\n")


def _measures(path: Path) -> dict[str, float]:
    photo = read_photo(path)
    return {name: get_metric(name).measure(photo) for name in MEASURES}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
