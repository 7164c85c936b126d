"""What can be said of one face: how sharp it is, and whether its eyes are open; NaN where nobody could say."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import cv2
import numpy as np

from culling import nets
from culling.faces import landmarks, opinions
from culling.faces.closer import tilt, warped
from culling.faces.face import Face, Floats
from culling.photos import Pixels

SMALLEST = 40.0  # px across: below, a sharp face and a blurred one are the same few pixels
CLOSEST_EYES = 24.0  # px between the eyes
LARGE_ENOUGH = 72.0  # px across: from the front, its eyes would be further apart than that
SIDE = 128  # px: at which a face's blur is measured
SHARP_PART = 0.3  # the sharpest parts count: eyes and hair, not cheeks
DARKEST = 8.0  # levels, median of the face: at 10 eyes are told as well as in full light, at 6 no more
MOST_TURNED = 0.42  # of the nose from between the eyes, in distances of the eyes
NARROWEST = 0.55  # distance of the eyes over that from eyes to mouth; 0.9 to 1.1 from the front
COVERED = 0.3  # light of the eyes over that of the cheeks: sunglasses up to .25, 120 other faces .33 and more
APART, MIDDLE = 32, (48, 30)  # px between the eyes, and the point between them, where tone and cover are measured
BLURRED = 22.0  # sharpness: below, an eye is a dark spot that may be anything
#: Why eyes cannot be judged: under 24 px between them, turned away, out of focus, dark, sunglasses, no eye or face.
WHY = ("small", "turned", "blurred", "dark", "covered", "unclear")


class Judgement(NamedTuple):
    """What is said of one face; see `judge`."""

    face: Face
    sharpness: float
    eyes_open: float
    why: str
    smile: float = math.nan
    opinions: Mapping[str, float] = MappingProxyType({})


def judge(pixels: Pixels, face: Face) -> Judgement:
    """How sharp a face is, how open its eyes are, and why that cannot be said.

    Returns:
        sharpness: size of the face over the blur (its standard deviation) of its sharpest third: 100 and more is
            sharp, 30 plainly blurred, 366 the most that is told; the same for small and large faces. NaN below 40 px.
        eyes_open: 0 closed … 1 open, mean of both eyes; NaN when it cannot be judged.
        why: "" when the eyes could be judged, else one of `WHY`.
        smile: 0 … 1; NaN for a small, dark or blurred face, and until the network that tells it has been fetched.
        opinions: what each network says of the eyes, by its name.

    Raises:
        ModelError: the focus or the eyes network is missing or damaged.
    """
    sharp = sharpness(pixels, face)
    if why := _hindrance(pixels, face, sharp):
        return Judgement(face, sharp, math.nan, why, _smile(pixels, face, why))
    said = opinions.ask(pixels, face)
    opened = opinions.together(said.eyes_open)
    return Judgement(face, sharp, opened, "unclear" if math.isnan(opened) else "", said.smile, said.eyes_open)


def sharpness(pixels: Pixels, face: Face) -> float:
    """See `judge`: by the focus network on the face at 128 px, weighted by how sure it is of each part."""
    if face.size < SMALLEST:
        return math.nan
    scale = SIDE / face.size
    start = SIDE / 2 - scale * np.array(face.middle)
    view = warped(pixels, np.column_stack([np.eye(2) * scale, start]), (SIDE, SIDE))
    luma = cv2.cvtColor(view, cv2.COLOR_RGB2GRAY)
    amount, confidence, _ = (cells[0].ravel() for cells in nets.run("focus", luma[None, None].astype(np.float32)))
    order = np.argsort(amount)
    share = np.cumsum(confidence[order]) / max(float(confidence.sum()), 1e-9)
    return float(SIDE / amount[order][min(np.searchsorted(share, SHARP_PART), len(order) - 1)])


def _smile(pixels: Pixels, face: Face, why: str) -> float:
    """Behind sunglasses and in profile one smiles as well."""
    if why not in ("covered", "turned") or landmarks.problem() is not None:
        return math.nan
    expression = landmarks.read_expression(pixels, face)
    return math.nan if expression is None else expression.smile


def _hindrance(pixels: Pixels, face: Face, sharp: float) -> str:
    """Why the eyes of a face cannot be judged, "" when they can."""
    if len(face.points) < 5:
        return "small"
    if opinions.apart(face) < CLOSEST_EYES:
        return "turned" if face.size > LARGE_ENOUGH and turned(face.points) else "small"
    if turned(face.points):
        return "turned"
    if sharp < BLURRED:
        return "blurred"
    view = _upright(pixels, face)
    if float(np.median(view[18:80, 16:80])) < DARKEST:
        return "dark"
    return "covered" if _covered(view) else ""


def turned(points: Floats) -> bool:
    """Whether a face looks so far aside, up or down that an eye is not seen as an eye."""
    eyes, mouth = points[:2].mean(axis=0), points[3:].mean(axis=0)
    across = points[1] - points[0]
    apart, down = _apart(points), float(np.linalg.norm(mouth - eyes))
    aside = abs(float((points[2] - eyes) @ across)) / max(apart * apart, 1e-9)
    return aside > MOST_TURNED or apart < NARROWEST * down


def _apart(points: Floats) -> float:
    return float(np.linalg.norm(points[1] - points[0]))


def _covered(view: Pixels) -> bool:
    """Whether both eyes lie behind something dark: sunglasses. Brows and lashes leave half of the cheek's light."""
    return all(float(eye.mean()) < COVERED * float(cheek.mean()) for eye, cheek in zip(*_parts(view), strict=True))


def _parts(view: Pixels) -> tuple[list[Pixels], list[Pixels]]:
    """The places of both eyes, and of the cheeks below them, in `_upright`."""
    columns = [slice(int(x) - 7, int(x) + 7) for x in (MIDDLE[0] - APART / 2, MIDDLE[0] + APART / 2)]
    eyes, cheeks = slice(MIDDLE[1] - 6, MIDDLE[1] + 6), slice(MIDDLE[1] + 14, MIDDLE[1] + 26)
    return [view[eyes, column] for column in columns], [view[cheeks, column] for column in columns]


def _upright(pixels: Pixels, face: Face) -> Pixels:
    """Luma of the face upright at one size: 96 px, the eyes 32 px apart, brow to chin."""
    eyes = face.points[:2].mean(axis=0).astype(np.float64)
    scale = APART / max(_apart(face.points), 1e-3)
    matrix = cv2.getRotationMatrix2D((float(eyes[0]), float(eyes[1])), tilt(face.points), scale)
    matrix[:, 2] += np.array(MIDDLE) - eyes
    return np.asarray(cv2.cvtColor(warped(pixels, matrix, (96, 96)), cv2.COLOR_RGB2GRAY), np.uint8)
