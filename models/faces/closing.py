"""Faces whose eyes are shut: closed-eye crops laid over the eyes, with a soft rim and the light of the skin there."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from culling.faces.closer import tilt
from culling.faces.face import Face
from culling.photos import Pixels

WIDE = 0.85  # of the distance of the eyes: how much of a face such a crop shows


def crops(folder: Path, label: str) -> list[Pixels]:
    return [np.asarray(cv2.imread(str(file))[:, :, ::-1]) for file in sorted((folder / label).iterdir())]


def with_eyes(pixels: Pixels, face: Face, right: Pixels, left: Pixels) -> Pixels:
    """The picture with other eyes in this face."""
    changed = pixels.astype(np.float32)
    wide = WIDE * float(np.linalg.norm(face.points[1] - face.points[0]))
    for point, crop in zip(face.points[:2], (right, left), strict=True):
        changed = _laid_over(changed, crop, point.astype(np.float64), wide, tilt(face.points))
    return np.clip(changed, 0, 255).astype(np.uint8)


def _laid_over(pixels: Pixels, crop: Pixels, at: np.ndarray, wide: float, degrees: float) -> Pixels:
    square = cv2.resize(crop, (96, 96), interpolation=cv2.INTER_AREA).astype(np.float32)
    scale = wide / 96
    if scale < 1:
        square = cv2.GaussianBlur(square, (0, 0), 0.45 / scale)
    matrix = cv2.getRotationMatrix2D((48, 48), -degrees, scale)
    matrix[:, 2] += at - 48
    size = pixels.shape[1::-1]
    rim = np.zeros((96, 96), np.float32)
    cv2.ellipse(rim, (48, 48), (36, 30), 0, 0, 360, 1.0, -1)
    share = cv2.warpAffine(cv2.GaussianBlur(rim, (0, 0), 6), matrix, size)[..., None]
    over = cv2.warpAffine(square, matrix, size, flags=cv2.INTER_LINEAR)
    light = float((pixels * share).sum() / max((over * share).sum(), 1.0))
    return np.asarray(pixels + share * (over * light - pixels), np.float32)
