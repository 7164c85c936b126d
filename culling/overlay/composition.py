"""The photo with the lines that composition is told by: thirds, golden ratio, the subject's middle, horizon, cuts."""

from __future__ import annotations

import math

import numpy as np

from culling.composition import GOLDEN, THIRD, Horizon, crossings, cut_at, find_horizon, head_top, topmost
from culling.overlay import ink
from culling.photos import Photo, Pixels
from culling.previews import fit
from culling.subject import Subject

THIRDS_COLOUR, GOLDEN_COLOUR, MIDDLE_COLOUR = ink.WHITE, ink.YELLOW, ink.PINK
HORIZON_COLOUR, CUT_COLOUR, HEAD_COLOUR = ink.BLUE, ink.ORANGE, ink.GREEN
NO_HORIZON = "No level line was found."
NO_SUBJECT = "Nothing stands out as the subject."
_CUT = 4  # line widths


def draw_composition(photo: Photo, long_side: int) -> Pixels:
    """The photo with lines at thirds (white) and the golden ratio (yellow, dashed), the subject's middle and horizon.

    The subject's middle is a pink ring, tied to the nearest crossing of thirds; the horizon is blue, with its angle;
    where the subject touches the border, the border is orange. The room above the topmost head is green.

    Raises:
        ModelError: a network that finds the subject or faces is missing or damaged.
    """
    picture = np.ascontiguousarray(fit(photo.pixels, long_side)).copy()
    horizon, subject = find_horizon(photo.small_luma), photo.subject
    if subject is not None and subject.box is None:
        subject = None
    _grid(picture, GOLDEN, GOLDEN_COLOUR, dashed=True)
    _grid(picture, THIRD, THIRDS_COLOUR)
    if subject is not None:
        _cuts(picture, subject)
        _middle(picture, subject)
    _room_above(picture, photo)
    if horizon is not None:
        _horizon(picture, horizon)
    missing = [words for words, it in ((NO_HORIZON, horizon), (NO_SUBJECT, subject)) if it is None]
    ink.draw_note(picture, *missing)
    return picture


def tilt_words(tilt: float) -> str:
    """A tilt in degrees, and which side is lower."""
    if round(abs(tilt), 1) == 0:
        return "level"
    return f"{abs(tilt):.1f}° down to the {'right' if tilt > 0 else 'left'}"


def _grid(picture: Pixels, share: float, colour: ink.Colour, dashed: bool = False) -> None:
    high, wide = (side - 1 for side in picture.shape[:2])
    for at in (share, 1 - share):
        ink.draw_line(picture, (at * wide, 0), (at * wide, high), colour, dashed)
        ink.draw_line(picture, (0, at * high), (wide, at * high), colour, dashed)


def _middle(picture: Pixels, subject: Subject) -> None:
    size = np.array(picture.shape[1::-1]) - 1
    middle = np.array(subject.middle) * size
    points = np.array(crossings(THIRD)) * size
    nearest = points[np.hypot(*(points - middle).T).argmin()]
    ink.draw_line(picture, tuple(middle), tuple(nearest), MIDDLE_COLOUR)
    ink.draw_ring(picture, tuple(middle), MIDDLE_COLOUR)


def _horizon(picture: Pixels, horizon: Horizon) -> None:
    high, wide = picture.shape[:2]
    slope = math.tan(math.radians(horizon.tilt))
    x, y = horizon.through[0] * (wide - 1), horizon.through[1] * (high - 1)
    left, right = y - slope * x, y + slope * (wide - 1 - x)
    ink.draw_line(picture, (0, left), (wide - 1, right), HORIZON_COLOUR)
    words, size = tilt_words(horizon.tilt), ink.letter_size(picture)
    box = ink.tag_box(picture, words, size, left + slope * size + size / 2, size)
    ink.draw_tag(picture, words, box, size, HORIZON_COLOUR)


def _room_above(picture: Pixels, photo: Photo) -> None:
    """From the picture's top down to the topmost head; what the frame cuts of it, orange along the border."""
    highest = topmost(one.face for one in photo.faces)
    if highest is None:
        return
    face = highest.scaled(picture.shape[1] / photo.pixels.shape[1])
    down, (across, _), half = head_top(face), face.middle, face.width / 4
    if down <= 0:
        left, right = (round(float(np.clip(across + side, 0, picture.shape[1]))) for side in (-2 * half, 2 * half))
        picture[: _CUT * ink.line_width(picture), left:right] = CUT_COLOUR
        return
    ink.draw_line(picture, (across, 0), (across, down), HEAD_COLOUR)
    ink.draw_line(picture, (across - half, down), (across + half, down), HEAD_COLOUR)
    words, size = f"{100 * down / picture.shape[0]:.0f} %", ink.letter_size(picture)
    ink.draw_tag(picture, words, ink.tag_box(picture, words, across + size, down / 2, size), size, HEAD_COLOUR)


def _cuts(picture: Pixels, subject: Subject) -> None:
    """A broad line along the border wherever the subject touches it."""
    deep = _CUT * ink.line_width(picture)
    sides = (picture[:deep].swapaxes(0, 1), picture[:, -deep:], picture[-deep:].swapaxes(0, 1), picture[:, :deep])
    for cells, along in zip(cut_at(subject), sides, strict=True):
        where = np.arange(len(along)) * len(cells) // len(along)
        along[cells[where]] = CUT_COLOUR
