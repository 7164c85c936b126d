"""Photos with faces and subjects given by hand, for the overlays."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from culling.faces.face import Face
from culling.faces.judge import Judgement
from culling.photos import Photo
from culling.subject import Subject


def judged(
    left: float, top: float, size: float, eyes: float = math.nan, why: str = "", sharp: float = math.nan
) -> Judgement:
    """A face of which this is said."""
    return Judgement(Face(left, top, size, size, 0.9, np.zeros((0, 2), np.float32)), sharp, eyes, why)


def photo(
    faces: Sequence[Judgement] = (),
    mask: np.ndarray | None = None,
    size: tuple[int, int] = (600, 800),
    level: int = 90,
) -> Photo:
    """One grey, with these faces and this subject, in the places of the cached properties."""
    made = Photo(np.full((*size, 3), level, np.uint8))
    made.__dict__["faces"] = list(faces)
    made.__dict__["subject"] = None if mask is None else Subject(mask.astype(np.float32))
    return made


def where(drawn: np.ndarray, colour: tuple[int, int, int], near: int = 12) -> np.ndarray:
    """Which pixels have about that colour."""
    return (np.abs(drawn.astype(int) - colour) <= near).all(axis=2)
