"""Measure the head on other photos: `python -m models.tags.evaluate --photos FOLDER --weights FOLDER`.

Writes evaluation.json: against a reader who looked at 124 photos (seen.csv), against YOLOX-nano on all published photos
and snapshots, and by the part of the head that has not seen a photo, against ImageNet's class names and the teachers.
Beside it YOLOX-nano, the nearest photo that was trained on, and the share of photos that have a tag.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from culling.things.classes import TAGS
from culling.things.head import LEAST
from culling.things.yolox import SUREST
from models.tags.data import CROPS, TAUGHT_ON, TOLD_ON, WORK, Pictures, imagenet_tags, listed, pictures, targets
from models.tags.teachers import Teachers
from models.tags.train import IMAGENET, YOLOX
from models.training.photos import parser
from models.training.scores import share
from models.training.sessions import milliseconds, session_of

HERE = Path(__file__).parent
ROUNDS = 500

Floats = NDArray[np.float32]


def main() -> None:
    """Measure everything and write evaluation.json."""
    options = parser(__doc__ or "", HERE)
    options.add_argument("--weights", type=Path, required=True)
    given = options.parse_args()
    teachers = Teachers(given.weights / YOLOX, given.weights / IMAGENET)
    known = pictures("taught", TAUGHT_ON, CROPS, given.photos, teachers, given.seed)
    other = pictures("told", TOLD_ON, 1, given.photos, teachers, given.seed)
    session = session_of(given.out / "tags.onnx")
    told = session.run(None, {"vector": other.vectors})[0]
    near = nearest(known, other.vectors)
    found: dict[str, Any] = {"bytes": (given.out / "tags.onnx").stat().st_size}
    found["ms"] = round(milliseconds(lambda: session.run(None, {"vector": other.vectors[:1]})), 3)
    found["by a reader"] = by_reader(other, told, near)
    yolox = other.things[:, 0]
    found["by YOLOX-nano"] = {
        tag: judged(told[:, at], yolox[:, at] >= SUREST, np.ones(len(told), bool), LEAST.get(tag))
        for at, tag in enumerate(TAGS)
    }
    found["left out, ImageNet's photos"] = left_out(known, True)
    found["left out, others"] = left_out(known, False)
    (given.out / "evaluation.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print(json.dumps(found, indent=1, ensure_ascii=False))  # noqa: T201


def nearest(known: Pictures, vectors: Floats) -> Floats:
    """What the most similar whole photo that was trained on has, 1 or 0 times its cosine, (n, 9)."""
    whole = known.part(known.whole)
    cosine = vectors @ whole.vectors.T
    best = cosine.argmax(axis=1)
    return np.asarray(targets(whole)[0][best] * cosine.max(axis=1)[:, None], np.float32)


def by_reader(other: Pictures, told: Floats, near: Floats) -> dict[str, Any]:
    """Head, YOLOX-nano, both together and the nearest photo against what a person saw."""
    with (HERE / "seen.csv").open(newline="") as opened:
        seen = {row["path"]: (listed(row["tags"]), listed(row["either"])) for row in csv.DictReader(opened)}
    chosen = np.array([path in seen for path in other.path])
    answers = [seen[path] for path in other.path[chosen]]
    found: dict[str, Any] = {}
    for at, tag in enumerate(TAGS):
        truth = np.array([tag in tags for tags, _ in answers])
        counts = np.array([tag not in either for _, either in answers])
        yolox = other.things[chosen, 0, at]
        found[tag] = {
            "photos": int(truth.sum()),
            "head": judged(told[chosen, at], truth, counts, LEAST.get(tag)),
            "YOLOX-nano": judged(yolox, truth, counts, SUREST),
            "nearest": judged(near[chosen, at], truth, counts, 0.01),
        }
        if tag in LEAST:
            both = np.maximum(told[chosen, at] >= LEAST[tag], yolox >= SUREST).astype(np.float32)
            found[tag]["head or YOLOX-nano"] = judged(both, truth, counts, 0.5)
    return found


def left_out(known: Pictures, named: bool) -> dict[str, Any]:
    """Each photo by the part of the head that has not seen it, those with a class name or those without."""
    told = np.load(WORK / "unseen.npz")["told"]
    names = imagenet_tags()
    chosen = known.whole & (np.array([Path(path).stem in names for path in known.path]) == named)
    truth, counts = (part[chosen] > 0 for part in targets(known))
    return {tag: judged(told[chosen, at], truth[:, at], counts[:, at], LEAST.get(tag)) for at, tag in enumerate(TAGS)}


def judged(scores: Floats, truth: NDArray[np.bool_], counts: NDArray[np.bool_], least: float | None) -> dict[str, str]:
    """Precision and recall from `least` on, and average precision beside the share that chance gives."""
    scores, truth = scores[counts], truth[counts]
    found = {}
    if truth.any():
        found["AP"] = _average_precision(scores, truth) + f", chance {truth.mean():.2f}"
    if least is not None:
        said = scores >= least
        found["precision"] = share(int((said & truth).sum()), int(said.sum()))
        found["recall"] = share(int((said & truth).sum()), int(truth.sum()))
    return found


def _average_precision(scores: Floats, truth: NDArray[np.bool_]) -> str:
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(ROUNDS):
        chosen = rng.integers(0, len(truth), len(truth))
        if truth[chosen].any():
            drawn.append(average_precision_score(truth[chosen], scores[chosen]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{average_precision_score(truth, scores):.2f} ({low:.2f}–{high:.2f})"


if __name__ == "__main__":
    main()
