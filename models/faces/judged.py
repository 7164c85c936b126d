"""How well sharpness and eyes of a face are told: writes judged.json. Photos that the detector was never trained on.

`python -m models.faces.judged --photos DATA --teacher FILE`. Sharpness: faces of four sizes, each as it is and blurred
by known shares of its size; does the number tell which is which, whatever the size? Eyes: faces as they are, and with
closed and with open eyes laid over their own, in less and less light.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.eyes import eye_openness
from culling.faces import own
from culling.faces.closer import looked_closer
from culling.faces.face import Face, overlap
from culling.faces.judge import CLOSEST_EYES, judge, sharpness, turned
from culling.faces.opinions import eye_crop
from models.faces.closing import crops, with_eyes
from models.faces.evaluate import Told, told
from models.faces.teacher import Teacher
from models.training.photos import parser
from models.training.scores import auc, share

HERE = Path(__file__).parent
SIZES, BLURS = (48, 72, 110, 180), (0.01, 0.02, 0.035, 0.06)  # px; standard deviation in sizes of the face
TONES = (25, 15, 10, 6)  # median levels of the face
SHARP = 45.0  # eyes are told on faces that are at least so sharp
Pixels = NDArray[np.uint8]


def main() -> None:
    options = parser(__doc__ or "", HERE)
    options.add_argument("--teacher", type=Path, required=True, help="YuNet's file")
    chosen = options.parse_args()
    teacher = Teacher(chosen.teacher)
    photos = told(chosen.photos, teacher)
    eyes = {label: crops(chosen.photos / "eyes", label) for label in ("open", "closed")}
    results = {"sharpness": blur_told(photos), "eyes": eyes_told(photos, teacher, eyes)}
    (chosen.out / "judged.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")


def blur_told(photos: list[Told]) -> dict[str, str]:
    """Chance that a face as it was is told sharper than one blurred by so much, sizes mixed; medians by size."""
    rng = np.random.default_rng(0)
    told_of: dict[tuple[int, float], list[float]] = defaultdict(list)
    for pixels, face in _faces(photos, 90):
        for size in (size for size in SIZES if size <= 1.05 * face.size):
            small, shown = _cut(pixels, face, size)
            for blur in (0.0, *BLURS):
                soft = cv2.GaussianBlur(small, (0, 0), blur * size) if blur else small
                grainy = np.clip(soft + rng.normal(0, 2, soft.shape), 0, 255).astype(np.uint8)
                told_of[size, blur].append(sharpness(grainy, shown))
    mixed = {blur: np.concatenate([told_of[size, blur] for size in SIZES]) for blur in (0.0, *BLURS)}
    result = {f"AUC, blur {blur:.1%} of the face": f"{auc(mixed[blur], mixed[0.0]):.3f}" for blur in BLURS}
    for size in SIZES:
        medians = [f"{np.median(told_of[size, blur]):.0f}" for blur in (0.0, *BLURS)]
        result[f"medians at {size} px, n {len(told_of[size, 0.0])}"] = ", ".join(medians)
    return result


def eyes_told(photos: list[Told], teacher: Teacher, eyes: dict[str, list[Pixels]]) -> dict[str, str]:
    """Share of faces whose eyes are called open, and of those that cannot be judged."""
    rng = np.random.default_rng(0)
    said: dict[str, list[float]] = defaultdict(list)
    for pixels, face in _faces(photos, 50):
        closer = looked_closer(pixels, face, teacher.candidates)
        apart = float(np.linalg.norm(closer.points[1] - closer.points[0]))
        if apart < CLOSEST_EYES or turned(closer.points) or not sharpness(pixels, closer) >= SHARP:
            continue
        views = {"own eyes": pixels}
        for label, some in eyes.items():
            crop = some[rng.integers(len(some))]
            views[f"{label} laid over"] = with_eyes(pixels, closer, crop, crop[:, ::-1])
        for name, view in views.items():
            said[f"{name}, YuNet's places"].append(judge(view, closer).eyes_open)
            for tone in TONES if name != "own eyes" else ():
                said[f"{name}, light {tone}"].append(_eyes(_darker(view, closer, tone, rng), closer))
        ours = max(own.find_faces(pixels), key=lambda one: overlap(one, face), default=None)
        if ours is not None and overlap(ours, face) >= 0.4:
            for name, view in views.items():
                seen = looked_closer(view, ours, own.candidates)
                said[f"{name}, our places"].append(judge(view, seen).eyes_open)
    return {name: _open(values) for name, values in said.items()}


def _faces(photos: list[Told], least: float) -> Iterator[tuple[Pixels, Face]]:
    for _, pixels, faces in photos:
        yield from ((pixels, face) for face in faces if face.score >= 0.8 and face.size >= least)


def _cut(pixels: Pixels, face: Face, size: int) -> tuple[Pixels, Face]:
    """The face and what is round it, averaged down so that the face has `size` px."""
    left, top = (max(0, int(start - face.size)) for start in (face.left, face.top))
    part = pixels[top : int(face.top + 2 * face.size), left : int(face.left + 2 * face.size)]
    scale = size / face.size
    small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), replace(face, left=face.left - left, top=face.top - top).scaled(scale)


def _darker(pixels: Pixels, face: Face, tone: float, rng: np.random.Generator) -> Pixels:
    """The face at a median of `tone` levels at most, with noise of 3 levels."""
    top, left = max(0, int(face.top)), max(0, int(face.left))
    median = float(np.median(pixels[top : top + int(face.height), left : left + int(face.width)]))
    dimmed = pixels * min(1.0, tone / max(median, 1.0)) + rng.normal(0, 3, pixels.shape)
    return np.clip(dimmed, 0, 255).astype(np.uint8)


def _eyes(pixels: Pixels, face: Face) -> float:
    """As `judge`, however dark it is."""
    known = [value for which in (0, 1) if not math.isnan(value := eye_openness(eye_crop(pixels, face, which)))]
    return float(np.mean(known)) if known else math.nan


def _open(values: list[float]) -> str:
    known = [value for value in values if not math.isnan(value)]
    return f"open: {share(sum(value > 0.5 for value in known), len(known))}; not judged: {len(values) - len(known)}"


if __name__ == "__main__":
    main()
