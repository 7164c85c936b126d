"""Lines, frames and words drawn into a picture so that they are seen on dark and on bright photos, large and small."""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from culling.photos import Pixels

Colour = tuple[int, int, int]
Point = tuple[float, float]
Box = tuple[int, int, int, int]  # left, top, right, bottom

# Told apart with any colour vision (Okabe and Ito 2008).
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
GREEN, ORANGE, YELLOW, BLUE, PINK = (0, 158, 115), (213, 94, 0), (240, 228, 66), (86, 180, 233), (204, 121, 167)

_LINE = 500  # a line is the 500th part of the long side wide, or more: 4 px of 1600, seen when that is shown at 700
_LETTER = 57  # … and letters the 57th part high
_SMALLEST_LETTER = 9
_DASH = 6  # widths


def line_width(picture: Pixels) -> int:
    """Of a line in pixels, by the picture's size."""
    return math.ceil(max(picture.shape[:2]) / _LINE)


def letter_size(picture: Pixels) -> int:
    """Of letters in pixels, by the picture's size."""
    return max(round(max(picture.shape[:2]) / _LETTER), _SMALLEST_LETTER)


def draw_line(picture: Pixels, start: Point, end: Point, colour: Colour, dashed: bool = False) -> None:
    """A line with a dark rim, into the picture itself."""
    wide = line_width(picture)
    parts = _dashes(start, end, _DASH * wide) if dashed else [(start, end)]
    for paint, width in ((BLACK, wide + 2 * max(wide // 2, 1)), (colour, wide)):
        for one, other in parts:
            cv2.line(picture, _whole(one), _whole(other), paint, width, cv2.LINE_AA)


def draw_frame(picture: Pixels, box: Box, colour: Colour) -> None:
    """A frame with a dark rim, into the picture itself."""
    wide = line_width(picture)
    for paint, width in ((BLACK, wide + 2 * max(wide // 2, 1)), (colour, wide)):
        cv2.rectangle(picture, box[:2], box[2:], paint, width, cv2.LINE_AA)


def draw_outline(picture: Pixels, inside: NDArray[np.bool_], colour: Colour) -> None:
    """The border of a region of the picture's size with a dark rim, into the picture itself."""
    found, _ = cv2.findContours(inside.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    wide = line_width(picture)
    for paint, width in ((BLACK, wide + 2 * max(wide // 2, 1)), (colour, wide)):
        cv2.drawContours(picture, found, -1, paint, width, cv2.LINE_AA)


def draw_ring(picture: Pixels, middle: Point, colour: Colour) -> None:
    """A ring with a point in it and a dark rim, into the picture itself."""
    wide = line_width(picture)
    for paint, width in ((BLACK, 3 * wide), (colour, wide)):
        cv2.circle(picture, _whole(middle), 5 * wide, paint, width, cv2.LINE_AA)
    cv2.circle(picture, _whole(middle), wide, colour, -1, cv2.LINE_AA)


def tag_box(picture: Pixels, words: str, left: float, top: float, size: int) -> Box:
    """Where a tag of words lies that is wished at `left`, `top`: moved into the picture, where it fits at all."""
    wide, high = _tag_size(words, size)
    height, width = picture.shape[:2]
    x, y = (round(max(min(at, room - need), 0)) for at, room, need in ((left, width, wide), (top, height, high)))
    return x, y, x + wide, y + high


def draw_tag(picture: Pixels, words: str, box: Box, size: int, colour: Colour = BLACK) -> None:
    """Words on a ground of a colour, into the picture itself; nothing where they do not fit into it."""
    left, top, right, bottom = box
    if right > picture.shape[1] or bottom > picture.shape[0]:
        return
    is_bright = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2] > 110
    tag = Image.new("RGB", (right - left, bottom - top), colour)
    at = (tag.width / 2, tag.height / 2)
    ImageDraw.Draw(tag).text(at, words, fill=BLACK if is_bright else WHITE, font=_font(size), anchor="mm")
    picture[top:bottom, left:right] = np.asarray(tag)


def draw_note(picture: Pixels, *lines: str) -> None:
    """What is to be said of the whole picture, at its foot, into the picture itself."""
    size = round(1.3 * letter_size(picture))
    below = picture.shape[0] - size // 2
    for words in reversed(lines):
        wide, high = _tag_size(words, size)
        below -= high
        if below >= 0:
            draw_tag(picture, words, tag_box(picture, words, (picture.shape[1] - wide) / 2, below, size), size)


def _tag_size(words: str, size: int) -> tuple[int, int]:
    return round(_font(size).getlength(words) + 0.7 * size), round(1.35 * size)


@lru_cache(maxsize=32)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _dashes(start: Point, end: Point, length: float) -> list[tuple[Point, Point]]:
    """Every other piece of a line."""
    begin, way = np.array(start), np.array(end) - start
    count = max(int(np.hypot(*way) / length), 1)
    ends = begin + way * (np.arange(count + 1) / count)[:, None]
    return [(tuple(ends[k]), tuple(ends[k + 1])) for k in range(0, count, 2)]


def _whole(point: Point) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
