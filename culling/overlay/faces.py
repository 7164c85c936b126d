"""The photo with a frame round each face: whether its eyes are open, by letter and colour, and how sharp it is."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from culling.faces.judge import Judgement
from culling.overlay import ink
from culling.photos import Photo, Pixels
from culling.previews import fit

NONE = "No face was found."
HALF_OPEN = 0.5  # from here on the eyes are called open
UNJUDGED_COLOUR = (222, 222, 222)
COLOURS = {"O": ink.GREEN, "C": ink.ORANGE, "?": UNJUDGED_COLOUR}
_TAG = 0.5  # letters, of the width of a face: those in a crowd get smaller tags
_SMALLEST = 9


def draw_faces(photo: Photo, long_side: int) -> Pixels:
    """The photo, each face framed: green O for open eyes, orange C for closed ones, grey ? with the reason if unknown.

    The number is the face's sharpness: 100 and more is sharp, 30 plainly blurred; none for a face below 40 px.

    Raises:
        ModelError: a network that finds or judges faces is missing or damaged.
    """
    picture = np.ascontiguousarray(fit(photo.pixels, long_side)).copy()
    judged = photo.faces
    scale = picture.shape[1] / photo.pixels.shape[1]
    boxes = [_frame(one, scale) for one in judged]
    for one, box in zip(reversed(judged), reversed(boxes), strict=True):  # the largest last, over the others
        ink.draw_frame(picture, box, COLOURS[letter(one)])
    _tag(picture, judged, boxes)
    if not judged:
        ink.draw_note(picture, NONE)
    return picture


def letter(judged: Judgement) -> str:
    """O for open eyes, C for closed ones, ? when that cannot be judged."""
    if math.isnan(judged.eyes_open):
        return "?"
    return "O" if judged.eyes_open >= HALF_OPEN else "C"


def words(judged: Judgement) -> list[str]:
    """What is said of a face beside its frame, at length and in short."""
    first = letter(judged)
    sharp = "" if math.isnan(judged.sharpness) else f" {judged.sharpness:.0f}"
    why = f" {judged.why}" if first == "?" and judged.why else ""
    return list(dict.fromkeys([first + why + sharp, first + (why or sharp), first]))


def _frame(judged: Judgement, scale: float) -> ink.Box:
    face = judged.face.scaled(scale)
    return round(face.left), round(face.top), round(face.left + face.width), round(face.top + face.height)


def _tag(picture: Pixels, judged: Sequence[Judgement], boxes: Sequence[ink.Box]) -> None:
    """A tag at each frame, the largest face first; in short where another tag is in the way."""
    taken: list[ink.Box] = []
    for one, box in zip(judged, boxes, strict=True):
        size = int(np.clip(_TAG * (box[2] - box[0]), _SMALLEST, ink.letter_size(picture)))
        places = [_places(picture, said, box, size) for said in words(one)]
        tried = [(said, place) for said, spots in zip(words(one), places, strict=True) for place in spots]
        said, place = next(((said, place) for said, place in tried if not _meets(place, taken)), tried[-1])
        ink.draw_tag(picture, said, place, size, COLOURS[letter(one)])
        taken.append(place)


def _places(picture: Pixels, said: str, box: ink.Box, size: int) -> list[ink.Box]:
    """Above the frame, below it, and inside it."""
    away = ink.line_width(picture)
    above = ink.tag_box(picture, said, box[0] - away, 0, size)
    high = above[3] - above[1]
    tops = (box[1] - high - away, box[3] + away, box[1] + away)
    return [ink.tag_box(picture, said, box[0] - away, top, size) for top in tops]


def _meets(one: ink.Box, others: Sequence[ink.Box]) -> bool:
    return any(one[0] < b[2] and b[0] < one[2] and one[1] < b[3] and b[1] < one[3] for b in others)
