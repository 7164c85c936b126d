"""How many of YuNet's faces are found on photos that were never trained on: writes evaluation.json.

`python -m models.faces.evaluate --photos DATA --teacher FILE [--cascade]`. Sure faces are those that YuNet scores .8 or
more; false is what lies on none that YuNet scores .5 or more. Intervals: photos drawn anew, for faces of one photo are
alike.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from culling.faces import own
from culling.faces.face import Face, overlap
from models.faces.cascade import LbpCascade
from models.faces.found import DOUBTFUL, SAME, SURE, matched
from models.faces.photos import LONG_SIDE, seen, taught
from models.faces.teacher import Teacher
from models.training.photos import manifest, parser, read_rgb
from models.training.sessions import milliseconds

HERE = Path(__file__).parent
SETS = ("camera_snapshots", "gallery_keep", "kodak", "exposure_pairs")
SIZES = ((10, 20), (20, 40), (40, 80), (80, 160), (160, 640))  # px at a long side of 640
SCORES = (0.4, 0.5, 0.55, 0.6, 0.7)
Pixels = NDArray[np.uint8]
Finder = Callable[[Pixels], list[Face]]


def main() -> None:
    options = parser(__doc__ or "", HERE)
    options.add_argument("--teacher", type=Path, required=True, help="YuNet's file")
    options.add_argument("--cascade", action="store_true", help="scikit-image's as well: about ten minutes")
    chosen = options.parse_args()
    photos = told(chosen.photos, Teacher(chosen.teacher))
    results: dict[str, Any] = {"photos": len(photos), "ours": {}}
    results["validation"] = validated(chosen.photos, Teacher(chosen.teacher))
    answers = [own.find_faces(pixels, LONG_SIDE, min(SCORES)) for _, pixels, _ in photos]
    for least in SCORES:
        sure = [[face for face in found if face.score >= least] for found in answers]
        results["ours"][f"{least:.2f}"] = summary(photos, sure)
    results["eyes_off"] = points_off(photos, answers)
    picture = np.random.default_rng(0).integers(0, 256, (640, 640, 3)).astype(np.uint8)
    results["milliseconds_at_640"] = round(milliseconds(lambda: own.candidates(picture), 50), 2)
    results["milliseconds_with_large"] = round(milliseconds(lambda: own.find_faces(picture), 50), 2)
    if chosen.cascade:
        cascade = LbpCascade()
        results["cascade"] = summary(photos, [cascade.find(pixels, LONG_SIDE) for _, pixels, _ in photos])
        results["cascade"]["milliseconds_at_640"] = round(milliseconds(lambda: cascade.find(picture, LONG_SIDE), 3))
    elif (chosen.out / "evaluation.json").exists():
        results["cascade"] = json.loads((chosen.out / "evaluation.json").read_text()).get("cascade")
    (chosen.out / "evaluation.json").write_text(json.dumps(results, indent=1) + "\n")


def validated(folder: Path, teacher: Teacher) -> dict[str, str]:
    """Share of sure faces found and false faces a photo by score, where the score was chosen."""
    held = taught(folder, "validation", teacher)
    answers = [own.find_faces(photo.pixels, LONG_SIDE, min(SCORES)) for photo in held]
    result = {}
    for least in SCORES:
        pairs = zip(answers, held, strict=True)
        sure, hits, false = np.sum([matched(found, photo, least) for found, photo in pairs], axis=0)
        result[f"{least:.2f}"] = f"{hits} of {sure}, {false / len(held):.3f} false"
    return result


Told = tuple[str, Pixels, list[Face]]


def told(folder: Path, teacher: Teacher) -> list[Told]:
    """Set, photo and YuNet's faces of .5 and more."""
    rows = manifest(folder, *SETS)
    read = ((path.split("/")[0], read_rgb(file)) for path, file in zip(rows["path"], rows["file"], strict=True))
    return [(name, pixels, seen(teacher, pixels, DOUBTFUL)) for name, pixels in read if pixels is not None]


def summary(photos: list[Told], answers: list[list[Face]]) -> dict[str, Any]:
    """Recall of sure faces in all, by set and by size, and false faces a photo, each with its 95 % interval."""
    counts = [_counts(pixels, faces, found) for (_, pixels, faces), found in zip(photos, answers, strict=True)]
    sets = [name for name, _, _ in photos]
    result: dict[str, Any] = {"recall": _recall([sizes for sizes, _ in counts])}
    result["false_per_photo"] = _mean([false for _, false in counts])
    for name in SETS:
        own_counts = [count for count, one in zip(counts, sets, strict=True) if one == name]
        result[name] = {"recall": _recall([sizes for sizes, _ in own_counts])}
        result[name] |= {"false_per_photo": _mean([false for _, false in own_counts])}
    for low, high in SIZES:
        within = [[(size, hit) for size, hit in sizes if low <= size < high] for sizes, _ in counts]
        result[f"{low}–{high} px"] = _recall(within)
    return result


def _counts(pixels: Pixels, faces: list[Face], found: list[Face]) -> tuple[list[tuple[float, bool]], int]:
    """For each sure face its size at 640 px and whether it was found; and the number of false ones."""
    scale = min(1.0, LONG_SIDE / max(pixels.shape[:2]))
    sure = [face for face in faces if face.score >= SURE]
    sizes = [(face.size * scale, any(overlap(face, one) >= SAME for one in found)) for face in sure]
    return sizes, sum(all(overlap(face, one) < SAME / 2 for face in faces) for one in found)


def _recall(photos: list[list[tuple[float, bool]]]) -> str:
    hits, faces = [np.array([len([1 for _, hit in one if hit or every]) for one in photos]) for every in (0, 1)]
    if not faces.sum():
        return "no face"
    drawn = np.random.default_rng(0).integers(0, len(photos), (2000, len(photos)))
    total = faces[drawn].sum(1)
    shares = hits[drawn].sum(1)[total > 0] / total[total > 0]
    low, high = np.percentile(shares, [2.5, 97.5])
    return f"{hits.sum() / faces.sum():.1%} ({low:.1%}–{high:.1%}, n {faces.sum()})"


def _mean(false: list[int]) -> str:
    drawn = np.random.default_rng(0).choice(false, (2000, len(false))).mean(1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{np.mean(false):.3f} ({low:.3f}–{high:.3f}, n {len(false)})"


def points_off(photos: list[Told], answers: list[list[Face]]) -> str:
    """How far our eyes are from YuNet's, in distances of its eyes: median, upper quartile; faces of 40 px and more."""
    off = []
    for (_, _, faces), found in zip(photos, answers, strict=True):
        for face in faces:
            best = max(found, key=lambda one: overlap(face, one), default=None)
            if face.score >= SURE and face.size >= 40 and best is not None and overlap(face, best) >= SAME:
                apart = float(np.linalg.norm(face.points[1] - face.points[0]))
                off.append(np.linalg.norm(face.points[:2] - best.points[:2], axis=1).mean() / max(apart, 1.0))
    return f"{np.median(off):.3f}, {np.percentile(off, 75):.3f} (n {len(off)})"


if __name__ == "__main__":
    main()
