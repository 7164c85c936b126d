"""Accuracy of the focus network and its readings: `python -m models.focus.evaluate --photos FOLDER`.

Writes evaluation.json; CARD.md quotes it. Everything is measured through the functions that a scan calls.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from culling.blur_map import map_blur
from culling.metrics import get_metric
from culling.metrics.blur import reading
from models.focus.cases import Case, focus_pairs, mosaics, sharp_and_blurred, test_photos
from models.training.photos import manifest, parser, read_all
from models.training.scores import auc, auc_interval, share

HERE = Path(__file__).parent
MEASURES = ("blur", "blur_map_mean", "laplacian_variance", "reblur", "sharpest_tile")
SIZES = (640, 1024, 2048)
RECALL = 0.9


def main() -> None:
    """All tables, printed and written."""
    options = parser(__doc__ or "", HERE).parse_args()
    cases = list(sharp_and_blurred(test_photos(options.photos), options.seed))
    result = {
        "photos": {"sharp": sum(case.kind == "sharp" for case in cases), "blurred": sum(c.level > 0 for c in cases)},
        "sharp_against_blurred": {name: against(cases, _badness(name)) for name in MEASURES},
        "focus_pairs": {name: pairs(options.photos, _badness(name)) for name in MEASURES},
        "motion": motion(cases),
        "sizes": {source: sizes(photos, options.seed) for source, photos in _large(options.photos).items()},
    }
    (options.out / "evaluation.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))  # noqa: T201


def _badness(name: str) -> Callable[[Case], float]:
    """The measure, turned so that higher is more blurred; NaN, which never rejects, is the lowest of all."""
    metric = get_metric(name)
    sign = -1 if metric.higher_is_better else 1

    def value(case: Case) -> float:
        number = sign * float(metric.measure(case.photo))
        return -math.inf if math.isnan(number) else number

    return value


def against(cases: Sequence[Case], badness: Callable[[Case], float]) -> dict[str, Any]:
    """AUC with its interval, by kind and level, and what is rejected wrongly where 90 % of the blurred are found."""
    scores = np.array([badness(case) for case in cases])
    kinds, levels_of = np.array([case.kind for case in cases]), np.array([case.level for case in cases])
    published = np.array([case.source.startswith("gallery_keep") for case in cases])
    sharp, blurred, clear = levels_of == 0, levels_of > 0, levels_of > 1
    cutoff, clear_cutoff = (float(np.quantile(scores[some], 1 - RECALL)) for some in (blurred, clear))
    return {
        "auc": _auc(scores[sharp], scores[blurred]),
        "auc_without_mildest": _auc(scores[sharp], scores[clear]),
        "auc_by_kind": {kind: _auc(scores[sharp], scores[kinds == kind]) for kind in sorted(set(kinds) - {"sharp"})},
        "auc_by_level": {str(level): _auc(scores[sharp], scores[levels_of == level]) for level in (1, 2, 3, 4)},
        "published_rejected_at_90_recall": _share(scores[published & sharp] > cutoff),
        "published_rejected_at_90_recall_without_mildest": _share(scores[published & sharp] > clear_cutoff),
        "all_sharp_rejected_at_90_recall": _share(scores[sharp] > cutoff),
        "cutoff_at_90_recall": cutoff,
    }


def pairs(folder: Path, badness: Callable[[Case], float]) -> str:
    """Share of the pairs in which the shot whose near subject is soft scores worse."""
    right = [badness(Case(sharp, "", 0, "")) < badness(Case(soft, "", 0, "")) for _, sharp, soft in focus_pairs(folder)]
    return _share(np.array(right))


def motion(cases: Sequence[Case]) -> dict[str, Any]:
    """`motion_blur` of shaken against sharp, and of shaken against defocused photos; and its calibration."""
    measure = get_metric("motion_blur").measure
    scores = np.array([float(measure(case.photo)) for case in cases])
    known = np.isfinite(scores)
    kinds, level = np.array([case.kind for case in cases]), np.array([case.level for case in cases])
    moved = known & np.isin(kinds, ("camera_shake", "linear_motion_blur")) & (level > 1)
    still, soft = known & (level == 0), known & np.isin(kinds, ("defocus", "gaussian_blur")) & (level > 1)
    told = {
        f"{low:.1f}": _share(moved[(moved | still | soft) & (scores >= low) & (scores < low + 0.2)])
        for low in (0.0, 0.2, 0.4, 0.6, 0.8)
    }
    return {
        "auc_against_sharp": _auc(scores[still], scores[moved]),
        "auc_against_defocus": _auc(scores[soft], scores[moved]),
        "share_moved_by_probability": told,
    }


def sizes(photos: Sequence[tuple[str, Any]], seed: int) -> dict[str, Any]:
    """`blur` read at other working sizes: AUC and milliseconds on one thread. Smaller photos are never enlarged."""
    found: dict[str, Any] = {}
    cases = list(sharp_and_blurred(list(photos), seed))
    for size in SIZES:
        scores, milliseconds = [], []
        for case in cases:
            begun = time.perf_counter()
            seen = map_blur(case.photo.luma, size)
            milliseconds.append((time.perf_counter() - begun) * 1000)
            scores.append(-math.inf if seen is None else reading(seen))
        level = np.array([case.level for case in cases])
        values = np.array(scores)
        found[str(size)] = {"auc": _auc(values[level == 0], values[level > 0]), "ms": float(np.median(milliseconds))}
    return found


def _large(folder: Path) -> dict[str, list[tuple[str, Any]]]:
    rows = manifest(folder, "series")
    return {
        "series, long side 896, unknown focus": [("series", photo) for photo in read_all(list(rows["file"]))][::2],
        "mosaics of sharp photos, long side 2048": mosaics(folder, number=24),
    }


def _auc(good: NDArray[np.float64], bad: NDArray[np.float64]) -> str:
    good, bad = (np.where(np.isneginf(some), np.nan, some) for some in (good, bad))
    low, high = auc_interval(good, bad, rounds=300)
    return f"{auc(good, bad):.4f} ({low:.4f}–{high:.4f})"


def _share(hits: NDArray[np.bool_]) -> str:
    return share(int(hits.sum()), len(hits))


if __name__ == "__main__":
    main()
