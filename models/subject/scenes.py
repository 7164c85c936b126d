"""Pictures to learn from: photos and pasted objects, with the subject sharp or not, and the mask that belongs to them.

The mask must not follow focus: the subject is blurred as often as what is behind it, in photos and in composites.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.faces.soil import Soil
from models.subject.labels import Label
from models.subject.network import SIDE
from models.subject.teachers import Map, Pixels

Rng = np.random.Generator
Matrix = NDArray[np.float64]

PASTED = 0.45  # share of the pictures that are composites
CUT_FROM = (0.02, 0.6)  # share of its photo that an object must cover to be cut out
HELD = 0.55  # part of the subject that a crop must hold
TWO = 0.4  # share of the composites that have two objects
NEAR_SIZE, NEAR_FOOT = (0.06, 0.5), (0.75, 1.15)
FAR_SIZE, FAR_FOOT = (0.02, 0.2), (0.4, 0.8)
FARTHER = 0.3  # how much the object behind is the subject
DOUBTFUL = 0.2  # what is left in the background of a composite from there on may well be a subject too


class Scenes:
    """Endless pictures of `SIDE` × `SIDE` from labelled photos."""

    def __init__(self, labelled: Sequence[Label], rng: Rng) -> None:
        self._all = list(labelled)
        weights = np.array([one.weight**0.5 for one in self._all])
        self._chance = weights / weights.sum()
        self._cut = [one for one in self._all if one.read and CUT_FROM[0] <= one.mask.mean() <= CUT_FROM[1]]
        self._soil = Soil(rng, SIDE)

    def draw(self, rng: Rng) -> tuple[Pixels, Map, Map]:
        """RGB uint8 picture, mask 0 … 1, and how much each part of the mask counts; all `SIDE` × `SIDE`."""
        label = self._all[rng.choice(len(self._all), p=self._chance)]
        picture, mask = placed(label.pixels, label.mask, framing(label, rng))
        counts = np.full(mask.shape, label.weight, np.float32)
        if rng.random() < PASTED:
            picture, mask, counts = self._pasted(picture, mask, rng)
        picture = refocused(picture, mask, rng)
        return self._soil.soiled(picture, rng), mask, counts

    def _pasted(self, behind: Pixels, theirs: Map, rng: Rng) -> tuple[Pixels, Map, Map]:
        """One object on a photo, or two of which one is nearer: lower, larger and before the other."""
        chosen = self._cut[rng.integers(len(self._cut))]
        far = np.zeros_like(theirs)
        if rng.random() < TWO:
            other = chosen if rng.random() < 0.5 else self._cut[rng.integers(len(self._cut))]
            front, far = placed(other.pixels, other.mask, pasting(other, rng, FAR_SIZE, FAR_FOOT))
            behind = laid(front, far, behind)
            matrix = pasting(chosen, rng, NEAR_SIZE, NEAR_FOOT)
        else:
            matrix = pasting(chosen, rng)
        front, near = placed(chosen.pixels, chosen.mask, matrix)
        if near.mean() < 0.01:
            return behind, np.maximum(theirs, far), np.full(near.shape, 0.25, np.float32)
        picture = laid(front, near, refocused(behind, far, rng) if rng.random() < 0.5 else behind)
        counts = np.where((theirs > DOUBTFUL) & (near < 0.5) & (far < 0.5), 0, 1).astype(np.float32)
        return picture, np.maximum(near, FARTHER * far * (1 - near)), counts


def laid(front: Pixels, mask: Map, behind: Pixels) -> Pixels:
    """`front` on `behind`, where the mask is."""
    return np.asarray(mask[..., None] * front + (1 - mask[..., None]) * behind, np.uint8)


def placed(pixels: Pixels, mask: Map, matrix: Matrix) -> tuple[Pixels, Map]:
    """Both through the matrix into the square, averaged down where it shrinks."""
    scale = np.sqrt(abs(np.linalg.det(matrix[:, :2])))
    if scale < 0.7:
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.4 / scale)
    moved = cv2.warpAffine(pixels, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    mask = cv2.warpAffine(mask, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    return moved, np.clip(mask, 0, 1)


def framing(label: Label, rng: Rng) -> Matrix:
    """A random crop, mirrored or not, a little turned, pressed into the square; most of the subject stays in it."""
    height, width = label.mask.shape
    total = float(label.mask.sum())
    for _ in range(4):
        part = rng.uniform(0.6, 1.0, 2) if rng.random() < 0.7 else np.ones(2)
        left, top = rng.uniform(0, 1 - part) * (width, height)
        right, bottom = left + part[0] * width, top + part[1] * height
        if label.mask[int(top) : int(bottom), int(left) : int(right)].sum() >= HELD * total:
            break
    else:
        left, top, right, bottom = 0.0, 0.0, float(width), float(height)
    matrix = np.array([[SIDE / (right - left), 0, 0], [0, SIDE / (bottom - top), 0]])
    matrix[:, 2] = -matrix[:, :2] @ (left, top)
    return _turned(_mirrored(matrix, rng), float(rng.normal(0, 4)))


def pasting(
    label: Label, rng: Rng, sizes: tuple[float, float] = (0.03, 0.5), foot: tuple[float, float] | None = None
) -> Matrix:
    """The object at another size and place; one that its photo's frame cuts stays at that side of the frame.

    Args:
        sizes: least and largest share of the picture.
        foot: between which heights its lower end is to stand, 0 top … 1 bottom; None for anywhere.
    """
    rows, columns = (np.flatnonzero((label.mask > 0.5).any(axis=axis)) for axis in (1, 0))
    height, width = label.mask.shape
    low, high = np.array([columns[0], rows[0]]), np.array([columns[-1] + 1, rows[-1] + 1])
    scale = float(np.sqrt(np.exp(rng.uniform(*np.log(sizes))) / label.mask.mean()))
    scale = min(scale, 1.15 / max((high - low) / (width, height)))
    stretch = np.exp(rng.normal(0, 0.12))
    matrix = np.array([[scale * stretch * SIDE / width, 0, 0], [0, scale / stretch * SIDE / height, 0]])
    for axis, (start, end, whole) in enumerate(zip(low, high, (width, height), strict=True)):
        size = matrix[axis, axis] * (end - start)
        anywhere = rng.random() < 0.5
        free = rng.uniform(-0.1, 1.1) * (SIDE - size) if anywhere else rng.normal((SIDE - size) / 2, 0.12 * SIDE)
        if axis == 1 and foot:
            place = SIDE * rng.uniform(*foot) - size
        else:
            place = 0.0 if start <= 2 else SIDE - size if end >= whole - 2 else free
        matrix[axis, 2] = place - matrix[axis, axis] * start
    return _mirrored(matrix, rng)


def refocused(picture: Pixels, mask: Map, rng: Rng) -> Pixels:
    """The subject, what is behind it, or all of it out of focus, or nothing."""
    drawn = rng.random()
    if drawn > 0.75:
        return picture
    sigma = float(np.exp(rng.uniform(np.log(0.7), np.log(7))))
    soft = cv2.GaussianBlur(picture, (0, 0), sigma)
    if drawn > 0.65:
        return soft if sigma < 3 else picture
    edge = cv2.GaussianBlur(mask, (0, 0), max(0.5, sigma / 2))[..., None]
    share = edge if drawn < 0.325 else 1 - edge
    return (share * soft + (1 - share) * picture).astype(np.uint8)


def _mirrored(matrix: Matrix, rng: Rng) -> Matrix:
    if rng.random() < 0.5:
        return matrix
    return np.array([[-1.0, 0, SIDE], [0, 1.0, 0]])[:, :2] @ matrix + np.array([[0, 0, SIDE], [0, 0, 0]])


def _turned(matrix: Matrix, degrees: float) -> Matrix:
    turn = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), degrees, 1.0)
    turned = turn[:, :2] @ matrix
    turned[:, 2] += turn[:, 2]
    return turned
