"""Accuracy of the subject network: `python -m models.subject.evaluate --photos DATA --teachers FOLDER`.

Writes evaluation.json; CARD.md quotes it. No photo of it was trained on.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike

from culling.photos import Photo
from culling.subject import SURE, own
from models.subject.classical import barrier, centre, spectral_residual
from models.subject.teachers import Map, Pixels, Teachers
from models.training.photos import manifest, parser, read_rgb
from models.training.scores import area, share
from models.training.sessions import milliseconds

HERE = Path(__file__).parent
SETS = ("gallery_keep", "camera_snapshots", "focus_pairs")
FINDERS: dict[str, Callable[[Pixels], Map]] = {
    "subject network": own.square_mask,
    "barrier distance": barrier,
    "spectral residual": spectral_residual,
    "middle of the picture": centre,
}
CENTRE_BOX = (0.2, 0.2, 0.8, 0.8)
DOUBT = 0.3  # of DeepLab, in sizes of the object
SOFT = 4.0  # px of a long side of 640, standard deviation
Box = tuple[float, float, float, float]


def main() -> None:
    """All tables, printed and written."""
    options = parser(__doc__ or "", HERE)
    options.add_argument("--teachers", type=Path, required=True, help="folder with DeepLab")
    chosen = options.parse_args()
    cv2.setNumThreads(1)
    result = {
        "objects": objects(chosen.photos, Teachers(chosen.teachers)),
        "seen": seen(chosen.photos),
        "milliseconds": round(milliseconds(lambda: own.square_mask(np.zeros((480, 640, 3), np.uint8))), 2),
    }
    (chosen.out / "evaluation.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    print(json.dumps(result, indent=1, ensure_ascii=False))  # noqa: T201


def objects(folder: Path, teachers: Teachers) -> dict[str, Any]:
    """Against DeepLab on photos in which it is sure of one of its 20 kinds; and what focus does to the mask."""
    rows: list[dict[str, float]] = []
    files = [Path(file) for file in manifest(folder, *SETS)["file"]]
    for file in [file for file in files if not file.stem.endswith("_B")]:  # one of each pair of focus planes
        pixels = read_rgb(file, 640)
        truth = None if pixels is None else sure_of(teachers.objects(pixels))
        if pixels is None or truth is None:
            continue
        row = {}
        for name, find in FINDERS.items():
            found = cv2.resize(find(pixels), truth.shape[::-1])
            row |= {f"{name} iou": iou(threshold(name, found), truth), f"{name} error": np.abs(found - truth).mean()}
        rows.append(row | moved_by_focus(pixels, truth))
    return {"photos": len(rows)} | {name: mean([row[name] for row in rows]) for name in rows[0]}


def sure_of(objects_seen: Map) -> Any:
    """Where DeepLab sees an object of 2 to 70 % of the picture without much doubt; None when it does not."""
    truth = objects_seen >= SURE
    doubt = np.minimum(objects_seen, 1 - objects_seen).sum() / max(truth.sum(), 1)
    return truth if 0.02 <= truth.mean() <= 0.7 and doubt < DOUBT else None


def moved_by_focus(pixels: Pixels, truth: Map) -> dict[str, float]:
    """Intersection over union with DeepLab's mask of the sharp photo once the subject, or all else, is blurred."""
    inside = cv2.resize(truth.astype(np.float32), pixels.shape[1::-1])
    sigma = SOFT * max(pixels.shape[:2]) / 640
    soft = cv2.GaussianBlur(pixels, (0, 0), sigma)
    near = cv2.GaussianBlur(inside, (0, 0), sigma / 2)[..., None]
    pictures = {"subject blurred iou": near * soft + (1 - near) * pixels, "rest blurred iou": (
        inside[..., None] * pixels + (1 - inside[..., None]) * soft
    )}  # fmt: skip
    return {
        name: iou(cv2.resize(own.square_mask(picture.astype(np.uint8)), truth.shape[::-1]) >= SURE, truth)
        for name, picture in pictures.items()
    }


def seen(folder: Path) -> dict[str, Any]:
    """Against the boxes that one reader drew before the network had said anything (seen.csv)."""
    with (HERE / "seen.csv").open() as opened:
        rows = list(csv.DictReader(opened))
    photos = [read_rgb(folder / row["path"], 640) for row in rows]
    boxes = [None if row["left"] == "none" else tuple(float(row[k]) for k in list(row)[1:]) for row in rows]
    told = [(pixels, box) for pixels, box in zip(photos, boxes, strict=True) if pixels is not None and box]
    result: dict[str, Any] = {"photos": len(told), "middle box: iou": mean([overlap(CENTRE_BOX, b) for _, b in told])}
    for name, find in FINDERS.items():
        maps = [find(pixels) for pixels, _ in told]
        hits = sum(holds(box, found) for found, (_, box) in zip(maps, told, strict=True))
        ious = [overlap(box_of(threshold(name, found)), box) for found, (_, box) in zip(maps, told, strict=True)]
        result |= {f"{name}: maximum in the box": share(hits, len(told)), f"{name}: iou of the box": mean(ious)}
    return result | nothing_there(photos, boxes)


def nothing_there(photos: Sequence[Pixels], boxes: Sequence[Any]) -> dict[str, Any]:
    """Of the photos in which the reader saw no subject: how they are told from the others, and what is said of them."""
    top = np.array([own.square_mask(pixels).max() for pixels in photos])
    without = np.array([box is None for box in boxes])
    none = sum(Photo(pixels).subject is None for pixels, empty in zip(photos, without, strict=True) if empty)
    lost = sum(Photo(pixels).subject is None for pixels, empty in zip(photos, without, strict=True) if not empty)
    return {
        "no subject: AUC of the mask's maximum": area(-top[~without], -top[without]),
        "no subject: None": share(none, int(without.sum())),
        "a subject: None": share(lost, int((~without).sum())),
    }


def threshold(name: str, found: Map) -> Any:
    """The network at .5; the others, which know no scale, at twice their mean, as their authors do."""
    return found >= (SURE if name == "subject network" else min(2 * found.mean(), 0.95 * found.max()))


def iou(ours: Any, theirs: Any) -> float:
    return float((ours & theirs).sum() / max(1, (ours | theirs).sum()))


def holds(box: Box, found: Map) -> bool:
    """Whether the maximum of the map, smoothed by an 80th of its side, lies in the box."""
    smooth = cv2.GaussianBlur(found, (0, 0), max(found.shape) / 80)
    y, x = np.unravel_index(int(smooth.argmax()), smooth.shape)
    across, down = (x + 0.5) / found.shape[1], (y + 0.5) / found.shape[0]
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def box_of(inside: Any) -> Box:
    """Round all that is set, as shares; nothing where nothing is."""
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return 0.0, 0.0, 0.0, 0.0
    height, width = inside.shape
    return columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    across = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    down = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    joint = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)) - across * down
    return across * down / joint if joint > 0 else 0.0


def mean(numbers: ArrayLike, rounds: int = 2000) -> str:
    """The mean with its 95 % interval, photos drawn anew: "0.712 (0.655–0.764)"."""
    rows = np.asarray(numbers, float)
    drawn = np.random.default_rng(0).choice(rows, (rounds, len(rows))).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{rows.mean():.3f} ({low:.3f}–{high:.3f})"


if __name__ == "__main__":
    main()
