"""Accuracy of the focus network and its readings: `python -m models.focus.evaluate --photos FOLDER`.

Writes evaluation.json; CARD.md quotes it. Everything is measured through the functions that a scan calls.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from culling.blur_map import map_blur, working_size
from culling.metrics import get_metric
from culling.metrics.blur import reading
from culling.photos import Photo
from models.focus.cases import Case, focus_pairs, mosaics, sharp_and_blurred, test_photos
from models.training.photos import Pixels, manifest, parser, read_all
from models.training.scores import area, share

HERE = Path(__file__).parent
MEASURES = ("blur", "blur_map_mean", "laplacian_variance", "reblur", "sharpest_tile")
SIZES = (640, 1024, 2048)
RECALL = 0.9


def main() -> None:
    """All tables, printed and written."""
    options = parser(__doc__ or "", HERE).parse_args()
    table = measured(sharp_and_blurred(test_photos(options.photos), options.seed))
    result = {
        "photos": {"sharp": int((table["level"] == 0).sum()), "blurred": int((table["level"] > 0).sum())},
        "sharp_against_blurred": {name: against(table, name) for name in MEASURES},
        "focus_pairs": {looked_at: pairs(options.photos, looked_at) for looked_at in ("chosen", "unseen")},
        "motion": motion(table),
        "sizes": {
            "series, long side 896": sizes(_series(options.photos), options.seed),
            "mosaics of sharp photos, long side 2048": sizes(mosaics(options.photos, number=12), options.seed),
        },
    }
    (options.out / "evaluation.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))  # noqa: T201


def badness(name: str, photo: Photo) -> float:
    """The measure, turned so that higher is worse; NaN, which never rejects, is the lowest of all."""
    metric = get_metric(name)
    number = float(metric.measure(photo)) * (-1 if metric.higher_is_better else 1)
    return -math.inf if math.isnan(number) else number


def measured(cases: Iterable[Case]) -> pd.DataFrame:
    """One row per case: where it came from, what was done to it, and every measure as `badness`."""
    names = (*MEASURES, "motion_blur")
    return pd.DataFrame(
        {"kind": case.kind, "level": case.level, "source": case.source}
        | {name: badness(name, case.photo) for name in names}
        for case in cases
    )


def against(table: pd.DataFrame, name: str) -> dict[str, Any]:
    """AUC with its interval, by kind and level, and what is rejected wrongly where 90 % of the blurred are found."""
    sharp, blurred, clear = table[table["level"] == 0], table[table["level"] > 0], table[table["level"] > 1]
    published = sharp[sharp["source"].str.startswith("gallery_keep")]
    cutoff, clear_cutoff = (float(np.quantile(some[name], 1 - RECALL)) for some in (blurred, clear))
    return {
        "auc": _auc(sharp[name], blurred[name]),
        "auc_without_mildest": _auc(sharp[name], clear[name]),
        "auc_by_kind": {kind: _auc(sharp[name], some[name]) for kind, some in blurred.groupby("kind")},
        "auc_by_level": {str(level): _auc(sharp[name], some[name]) for level, some in blurred.groupby("level")},
        "published_rejected_at_90_recall": _share(published[name] > cutoff),
        "published_rejected_at_90_recall_without_mildest": _share(published[name] > clear_cutoff),
        "all_sharp_rejected_at_90_recall": _share(sharp[name] > cutoff),
        "cutoff_at_90_recall": cutoff,
    }


def pairs(folder: Path, looked_at: str) -> dict[str, str]:
    """Share of the pairs in which the shot whose near subject is soft scores worse; not where nothing is said."""
    shots, names = list(focus_pairs(folder, looked_at)), (*MEASURES, "subject_sharpness")
    right = {
        name: [-math.inf < badness(name, sharp) < badness(name, soft) for _, sharp, soft in shots] for name in names
    }
    return {name: _share(pd.Series(hits)) for name, hits in right.items()}


def motion(table: pd.DataFrame) -> dict[str, Any]:
    """`motion_blur` of shaken against sharp and against defocused photos; and its calibration."""
    clear = table[table["level"] != 1]
    moved = clear["kind"].isin(("camera_shake", "linear_motion_blur"))
    sharp, soft = clear["level"] == 0, (clear["level"] > 0) & ~moved
    score = clear["motion_blur"]
    bands = {f"{low:.1f} to {low + 0.2:.1f}": (score >= low) & (score < low + 0.2) for low in (0, 0.2, 0.4, 0.6, 0.8)}
    return {
        "auc_against_sharp": _auc(score[sharp], score[moved]),
        "auc_against_defocus": _auc(score[soft], score[moved]),
        "found_at_0.5": _share(score[moved] > 0.5),
        "sharp_called_moved": _share(score[sharp] > 0.5),
        "defocus_called_moved": _share(score[soft] > 0.5),
        "share_moved_by_probability": {band: _share(moved[inside]) for band, inside in bands.items()},
    }


def sizes(photos: list[tuple[str, Pixels]], seed: int) -> dict[str, Any]:
    """`blur` read at other working sizes: AUC and milliseconds on one thread. Smaller photos are never enlarged."""
    rows = []
    for case in sharp_and_blurred(photos, seed):
        for size in SIZES:
            small = working_size(case.photo.luma, size)
            begun = time.process_time()
            seen = map_blur(small, size)
            milliseconds = 1000 * (time.process_time() - begun)
            score = -math.inf if seen is None else reading(seen)
            rows.append({"size": size, "level": case.level, "score": score, "ms": milliseconds})
    found = {}
    for size, some in pd.DataFrame(rows).groupby("size"):
        score, level = some["score"], some["level"]
        found[str(size)] = {
            "auc": _auc(score[level == 0], score[level > 0]),
            "auc_mildest": _auc(score[level == 0], score[level == 1]),
            "ms": round(float(some["ms"].median()), 1),
        }
    return found


def _series(folder: Path) -> list[tuple[str, Pixels]]:
    files = list(manifest(folder, "series")["file"])
    return [("series", photo) for photo in read_all(files[::2])]


def _auc(good: pd.Series, bad: pd.Series) -> str:
    return area(*(some.replace(-math.inf, math.nan).to_numpy() for some in (good, bad)))


def _share(hits: pd.Series) -> str:
    return share(int(hits.sum()), len(hits))


if __name__ == "__main__":
    main()
