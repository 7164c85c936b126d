"""Pictures to learn from: photos turned and scaled, faces pasted onto other photos, two faces blended into a new one.

Nothing here says where the faces are: YuNet is asked, about the very picture, before it is soiled.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.faces.face import Face, Floats
from models.faces.photos import Taught

Pixels = NDArray[np.uint8]
Rng = np.random.Generator
SIDE = 320
PATCH = 192  # px: a pasted face with its surroundings, half of it the face
BORDERS = cv2.BORDER_REFLECT_101, cv2.BORDER_CONSTANT, cv2.BORDER_REPLICATE
#: Where eyes, nose and mouth of a patch are, in shares of its side.
PLACES = np.array([[0.40, 0.45], [0.60, 0.45], [0.50, 0.55], [0.42, 0.66], [0.58, 0.66]], np.float32)
Scene = tuple[Pixels, Floats]  # and the middle and size of what is no face, whatever YuNet says


class Scenes:
    """Draws pictures of `SIDE` px from photos; all that is random comes from the generator given."""

    def __init__(self, photos: list[Taught], others: list[Pixels]) -> None:
        self._all = photos
        self._with = [(photo, face) for photo in photos for face in photo.faces if _good(photo, face)]
        self._patches = [patch_of(photo.pixels, face) for photo, face in self._with if face.size >= 24]
        self._patches += [_framed(small) for small in others]

    def draw(self, rng: Rng) -> Scene:
        """In 4 of 10 a photo round one of its faces, in 4 faces pasted onto any photo, in 2 any photo as it is."""
        kind = rng.random()
        if kind < 0.4:
            photo, face = self._with[rng.integers(len(self._with))]
            return self._round_face(photo, face, rng)
        picture, wrong = self._anywhere(rng)
        if kind < 0.8:
            for _ in range(int(rng.integers(1, 7))):
                picture = self._pasted(picture, rng)
        elif rng.random() < 0.2:
            picture = written(picture, rng)
        return picture, wrong

    def _round_face(self, photo: Taught, face: Face, rng: Rng) -> Scene:
        size = float(np.exp(rng.uniform(np.log(11), np.log(min(280, 2.0 * face.size)))))
        scale = size / face.size
        middle = np.array([face.left + face.width / 2, face.top + face.height / 2])
        target = rng.uniform(0.05, 0.95, 2) * SIDE
        return turned(photo, scale, middle, target, rng)

    def _anywhere(self, rng: Rng) -> Scene:
        photo = self._all[rng.integers(len(self._all))]
        height, width = photo.pixels.shape[:2]
        fill = SIDE / min(height, width)
        scale = fill * float(np.exp(rng.uniform(np.log(0.7), np.log(2.0))))
        middle = rng.uniform(0.2, 0.8, 2) * [width, height]
        return turned(photo, scale, middle, np.full(2, SIDE / 2), rng)

    def _pasted(self, picture: Pixels, rng: Rng) -> Pixels:
        patch = self._patches[rng.integers(len(self._patches))]
        if rng.random() < 0.5:
            other = self._patches[rng.integers(len(self._patches))]
            patch = cv2.addWeighted(patch, share := float(rng.uniform(0.3, 0.7)), other, 1 - share, 0)
        patch = np.clip(patch * rng.uniform(0.6, 1.3) * rng.uniform(0.85, 1.15, 3), 0, 255).astype(np.uint8)
        size = float(np.exp(rng.uniform(np.log(11), np.log(200))))  # of the face, which is about half of the patch
        return paste(picture, patch, 2 * size / PATCH, rng.uniform(0, SIDE, 2), rng)


def _good(photo: Taught, face: Face) -> bool:
    middle = np.array([face.left + face.width / 2, face.top + face.height / 2])
    away = np.abs(photo.wrong[:, :2] - middle).max(axis=1) if len(photo.wrong) else np.array([np.inf])
    return face.score >= 0.65 and bool((away > face.size / 4).all())


def patch_of(pixels: Pixels, face: Face) -> Pixels:
    """A face upright and centred, eyes, nose and mouth near `PLACES`, with its surroundings."""
    matrix, _ = cv2.estimateAffinePartial2D(face.points, PLACES * PATCH, method=cv2.LMEDS)
    if matrix is None:
        scale = PATCH / (2 * face.size)
        middle = np.array([face.left + face.width / 2, face.top + face.height / 2])
        matrix = np.column_stack([np.eye(2) * scale, PATCH / 2 - scale * middle])
    return _warped(pixels, matrix, PATCH, cv2.BORDER_REFLECT_101)


def _framed(small: Pixels) -> Pixels:
    """A tight crop of a face, such as 25 px, as a patch with blurred surroundings."""
    inner = cv2.resize(small, (PATCH // 2, PATCH // 2), interpolation=cv2.INTER_CUBIC)
    edge = PATCH // 4
    return np.asarray(cv2.copyMakeBorder(inner, edge, edge, edge, edge, cv2.BORDER_REPLICATE), np.uint8)


def paste(picture: Pixels, patch: Pixels, scale: float, target: Floats, rng: Rng) -> Pixels:
    """The patch with a soft oval rim, turned up to 30°, often mirrored, a little squeezed or skewed."""
    turn = similarity(scale, rng)
    squeeze = np.array([[np.exp(rng.normal(0, 0.08)), rng.normal(0, 0.06)], [0, 1]])
    linear = turn @ squeeze
    matrix = np.column_stack([linear, target - linear @ [PATCH / 2, PATCH / 2]])
    over = _warped(patch, matrix, SIDE, cv2.BORDER_REPLICATE)
    rim = np.zeros((PATCH, PATCH), np.float32)
    reach = (int(PATCH * rng.uniform(0.24, 0.42)), int(PATCH * rng.uniform(0.32, 0.46)))
    cv2.ellipse(rim, (PATCH // 2, PATCH // 2), reach, 0, 0, 360, 1.0, -1)
    rim = cv2.GaussianBlur(rim, (0, 0), PATCH * rng.uniform(0.01, 0.05))
    share = cv2.warpAffine(rim, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR)[..., None]
    return np.asarray(picture + share * (over.astype(np.float32) - picture), np.uint8)


def turned(photo: Taught, scale: float, middle: Floats, target: Floats, rng: Rng) -> Scene:
    """A photo with its point `middle` at `target`, scaled, turned, mirrored in half of the cases."""
    linear = similarity(scale, rng)
    matrix = np.column_stack([linear, target - linear @ middle])
    picture = _warped(photo.pixels, matrix, SIDE, BORDERS[int(rng.integers(3))])
    places = photo.wrong[:, :2] @ linear.T + matrix[:, 2]
    return picture, np.column_stack([places, photo.wrong[:, 2] * scale]).astype(np.float32)


def similarity(scale: float, rng: Rng) -> NDArray[np.float64]:
    angle = np.radians(float(np.clip(rng.normal(0, 12), -30, 30)))
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return scale * turn @ np.diag([mirror, 1.0])


def _warped(pixels: Pixels, matrix: NDArray[np.float64], side: int, border: int) -> Pixels:
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    soft = cv2.GaussianBlur(pixels, (0, 0), 0.45 / scale) if scale < 0.7 else pixels
    return np.asarray(cv2.warpAffine(soft, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=border), np.uint8)


def written(picture: Pixels, rng: Rng) -> Pixels:
    """Lines of print across: letters have eyes and mouths, too."""
    size = float(rng.uniform(0.3, 2.0))
    for line in range(int(rng.integers(2, 9))):
        text = "".join(chr(code) for code in rng.integers(33, 127, 40))
        start = int(rng.integers(-60, 60)), int(26 * size * (line + 1))
        cv2.putText(picture, text, start, int(rng.integers(0, 5)), size, tuple(rng.integers(0, 256, 3).tolist()), 2)
    return picture
