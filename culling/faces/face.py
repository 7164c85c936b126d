"""One face: its frame, its five points, and how sure the detector is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: The order of a face's points. Left and right are the person's own, so that the right eye stands left in the picture.
POINTS = ("right eye", "left eye", "nose", "right corner of the mouth", "left corner of the mouth")
CLOSEST = 0.3  # frames that share more of their joint area are one face


class Framed(Protocol):
    """What a detector found: a frame and how sure it is."""

    @property
    def left(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def score(self) -> float: ...


Found = TypeVar("Found", bound=Framed)


@dataclass(frozen=True, eq=False)
class Face:
    """A face, in pixels of the picture that was looked at; parts of it may lie outside.

    Attributes:
        left, top, width, height: the frame, from hairline or brow to chin.
        score: how sure the detector is, 0 … 1.
        points: float32 (5, 2), x and y of `POINTS`; empty (0, 2) from a detector that gives none.
    """

    left: float
    top: float
    width: float
    height: float
    score: float
    points: Floats

    @property
    def middle(self) -> tuple[float, float]:
        """x and y of the middle of its frame."""
        return self.left + self.width / 2, self.top + self.height / 2

    @property
    def size(self) -> float:
        """The longer side of its frame in pixels."""
        return max(self.width, self.height)

    def scaled(self, by: float) -> Face:
        """The same face in a picture that is `by` times as large."""
        frame = (by * self.left, by * self.top, by * self.width, by * self.height)
        return Face(*frame, self.score, (self.points * np.float32(by)).astype(np.float32))


def without_overlaps(faces: list[Found], most: float = CLOSEST) -> list[Found]:
    """The surest of faces (or other things) that lie on one another, surest first.

    None shares more than `most` of a joint area with a surer one.

    Greedy non-maximum suppression; the share is intersection over union.
    """
    if not faces:
        return []
    order = sorted(range(len(faces)), key=lambda place: (-faces[place].score, place))
    frames = np.array([(one.left, one.top, one.width, one.height) for one in faces], np.float64)
    kept: list[int] = []
    for place in order:
        if not kept or _shared(frames[place], frames[kept]).max() <= most:
            kept.append(place)
    return [faces[place] for place in kept]


def overlap(one: Face, other: Face) -> float:
    """Intersection over union of the frames of two faces, 0 apart … 1 the same."""
    return float(overlaps(one, [other])[0])


def overlaps(one: Face, others: Sequence[Face]) -> NDArray[np.float64]:
    """Intersection over union of a face with each of others; many at once take as long as one."""
    frames = np.array([(face.left, face.top, face.width, face.height) for face in (one, *others)], np.float64)
    return _shared(frames[0], frames[1:])


def _shared(one: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intersection over union of one frame with others, each left, top, width, height."""
    near = np.maximum(one[:2], others[:, :2])
    far = np.minimum(one[:2] + one[2:], others[:, :2] + others[:, 2:])
    inside = np.clip(far - near, 0, None).prod(axis=1)
    joint = one[2] * one[3] + others[:, 2:].prod(axis=1) - inside
    return np.divide(inside, joint, out=np.zeros_like(inside), where=joint > 0)
