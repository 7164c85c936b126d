"""Group photos of ten people whose own photos lie beside the project, one of them with eyes that are shut."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np

from culling import Photo, network_choice, read_photo
from culling.faces.face import Face
from culling.faces.find import find_faces
from culling.photos import Pixels
from models.faces.closing import crops, with_eyes
from tests.faces.pictures import crowd

#: Ten people who look at the camera with open eyes, of `train_sharp/bsds500`.
PEOPLE = (15062, 189003, 189011, 198054, 198087, 258089, 285036, 302003, 302008, 388006)
SIDE, GAP, COLUMNS = 240, 14, 5
_SHOWN = 1.9  # side of what is shown of a person, in sizes of the face


def group(data: Path, blinking: int | None, crop: int = 0) -> Pixels:
    """Ten people in two rows; the one at `blinking` has the eyes of a crop of `data`/eyes/closed."""
    shut = crops(data / "eyes", "closed")[crop] if blinking is not None else None
    found_by = network_choice.in_use("faces")
    people = [_person(data, place, found_by) for place in range(10)]
    if shut is not None and blinking is not None:
        people[blinking] = _drawn(*_seen(data, blinking), shut)
    return crowd(people, COLUMNS, GAP)


def taken(data: Path, folder: Path, blinking: int | None, crop: int = 0) -> Photo:
    """The group as a JPEG file that was read."""
    file = folder / "group.jpg"
    bgr = np.ascontiguousarray(group(data, blinking, crop)[:, :, ::-1])
    assert cv2.imwrite(str(file), bgr, [cv2.IMWRITE_JPEG_QUALITY, 92])
    return read_photo(file)


def place_of(x: float, y: float) -> int:
    """Who of the ten stands at a place of the picture."""
    return int(y // (SIDE + GAP)) * COLUMNS + int(x // (SIDE + GAP))


@cache
def _person(data: Path, place: int, _found_by: str) -> Pixels:
    return _drawn(*_seen(data, place))


def _seen(data: Path, place: int) -> tuple[Pixels, Face]:
    pixels = read_photo(data / "train_sharp" / "bsds500" / f"{PEOPLE[place]}.webp").pixels
    return pixels, find_faces(pixels)[0]


def _drawn(pixels: Pixels, face: Face, shut: Pixels | None = None) -> Pixels:
    if shut is not None:
        pixels = with_eyes(pixels, face, shut, shut[:, ::-1])
    wide = _SHOWN * face.size
    left, top = (int(max(0, middle - wide / 2)) for middle in face.middle)
    part = pixels[top : top + int(wide), left : left + int(wide)]
    small = min(part.shape[:2])
    return np.asarray(cv2.resize(part[:small, :small], (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)
