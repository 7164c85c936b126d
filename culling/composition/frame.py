"""How the subject and its faces stand in the frame: cut by it, and with how much room above."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from culling.faces.face import Face
from culling.faces.people import BESIDE
from culling.subject import SURE, Subject

CROWN = 0.3  # of a face's frame, from brow or hairline to chin, that the head goes on above it

Bools = NDArray[np.bool_]


class Cut(NamedTuple):
    """Which cells at each side of the picture belong to the subject: from left to right, from top to bottom."""

    top: Bools
    right: Bools
    bottom: Bools
    left: Bools


def cut_at(subject: Subject) -> Cut:
    """Where the subject touches the picture's border."""
    inside = subject.mask >= SURE
    return Cut(inside[0], inside[:, -1], inside[-1], inside[:, 0])


def cut_share(subject: Subject | None) -> float:
    """Share of the subject's outline that is the picture's border: 0 wholly inside … 1 it fills the picture.

    Counted in sides of cells, holes included. NaN without a subject.
    """
    if subject is None or subject.box is None:
        return math.nan
    inside = np.pad(subject.mask >= SURE, 1)
    outline = int((inside[1:] != inside[:-1]).sum()) + int((inside[:, 1:] != inside[:, :-1]).sum())
    return int(sum(side.sum() for side in cut_at(subject))) / outline


def head_top(face: Face) -> float:
    """Where the head ends above a face, in pixels from the top; below 0 when the frame cuts it.

    The face's frame ends at the hairline; the crown is as far above as the face is upright.
    """
    upright = 1.0
    if len(face.points) >= 5:
        eyes, mouth = face.points[:2].mean(axis=0), face.points[3:].mean(axis=0)
        upright = max(float(mouth[1] - eyes[1]), 0.0) / max(float(np.hypot(*(mouth - eyes))), 1e-6)
    return face.top - CROWN * upright * face.height


def topmost(faces: Iterable[Face]) -> Face | None:
    """Whose head reaches highest, of those in front: at least half as large as the largest. None without a face."""
    there = list(faces)
    largest = max((face.size for face in there), default=0.0)
    return min((face for face in there if face.size >= BESIDE * largest), key=head_top, default=None)


def head_room(faces: Iterable[Face], height: float) -> float:
    """Free share of the picture's height above the `topmost` head, 0 cut … 1; NaN without a face."""
    highest = topmost(faces)
    return math.nan if highest is None else float(np.clip(head_top(highest) / height, 0, 1))
