"""Whether the eyes of a face are open, by each network that is at hand, and what follows from all of them.

Our eyes network alone decides until others have been fetched. Each of the others was calibrated on faces of half the
photos, own eyes and eyes laid over, by `python -m models.faces.opinions`, and told on the other half: the mean of the
log odds errs least (models/faces/CARD.md).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.eyes import eye_openness
from culling.faces import landmarks
from culling.faces.closer import tilt, warped
from culling.faces.face import Face
from culling.photos import Pixels

OURS, OCEC = "eyes", "ocec-s"
FRAMING = 0.9  # side of an eye's crop in distances of the eyes, as models/eyes was trained (.65 to 1.05)
EYE_SIDE = 48  # px of an eye's crop, when there are as many
OCEC_SIZE = (40, 24)  # px
OCEC_FRAMING = (0.6, 0.4, 0.1)  # width, height, and how far below the eye its middle is, in distances of the eyes
SUREST = 0.999  # no opinion is surer

#: From the log odds that a network gives to those of open eyes: factor and term.
CALIBRATION: Mapping[str, tuple[float, float]] = {OCEC: (0.79, 1.45), landmarks.NETWORK: (2.08, -1.53)}


class Opinions(NamedTuple):
    """What the networks say of a face.

    Attributes:
        eyes_open: probability that the eyes are open, by network; empty where ours sees no eye.
        smile: 0 … 1, NaN when nobody could say.
        is_face: False where the landmarks, looked for, were not found: most such are animals and things.
    """

    eyes_open: Mapping[str, float]
    smile: float
    is_face: bool


def ask(pixels: Pixels, face: Face) -> Opinions:
    """Ask every network that is at hand.

    Raises:
        ModelError: our eyes network is missing or damaged.
    """
    said = {OURS: _ours(pixels, face)}
    if nets.problem(OCEC) is None:
        said[OCEC] = float(np.mean(_ocec(pixels, face)))
    if landmarks.problem() is not None:
        return Opinions(_known(said), math.nan, True)
    expression = landmarks.read_expression(pixels, face)
    if expression is None:
        return Opinions({}, math.nan, False)
    said[landmarks.NETWORK] = 1 - float(np.mean(expression.blink))
    return Opinions(_known(said), expression.smile, True)


def together(eyes_open: Mapping[str, float]) -> float:
    """One probability from several: the mean of their calibrated log odds; NaN for none."""
    if not eyes_open:
        return math.nan
    if set(eyes_open) == {OURS}:
        return eyes_open[OURS]
    odds = [calibrated(network, value) for network, value in eyes_open.items()]
    return 1 / (1 + math.exp(-float(np.mean(odds))))


def calibrated(network: str, value: float) -> float:
    """The log odds of open eyes, when this network gives this probability."""
    bounded = min(max(value, 1 - SUREST), SUREST)
    factor, term = CALIBRATION.get(network, (1.0, 0.0))
    return factor * math.log(bounded / (1 - bounded)) + term


def eye_crop(pixels: Pixels, face: Face, which: int, framing: float = FRAMING) -> Pixels:
    """The upright square round an eye, 0 the right and 1 the left one, at most 48 px."""
    middle = face.points[which].astype(np.float64)
    wide = framing * apart(face)
    side = int(np.clip(round(wide), 1, EYE_SIDE))
    matrix = cv2.getRotationMatrix2D((float(middle[0]), float(middle[1])), tilt(face.points), side / max(wide, 1e-3))
    matrix[:, 2] += side / 2 - middle
    return warped(pixels, matrix, (side, side))


def apart(face: Face) -> float:
    """Distance of the eyes in pixels."""
    return float(np.linalg.norm(face.points[1] - face.points[0]))


def _known(said: Mapping[str, float]) -> Mapping[str, float]:
    """Without ours, which alone says when there is no eye at all, nobody is believed."""
    return {} if math.isnan(said[OURS]) else said


def _ours(pixels: Pixels, face: Face) -> float:
    """Both eyes, or the one of them that can be judged."""
    said = [eye_openness(eye_crop(pixels, face, which)) for which in (0, 1)]
    known = [value for value in said if not math.isnan(value)]
    return float(np.mean(known)) if known else math.nan


def _ocec(pixels: Pixels, face: Face) -> NDArray[np.float32]:
    """Right and left eye by OCEC-S (PINTO0309, MIT)."""
    views = np.stack([warped(pixels, ocec_matrix(face, which), OCEC_SIZE) for which in (0, 1)])
    given = np.ascontiguousarray(views.transpose(0, 3, 1, 2), np.float32) / np.float32(255)
    return nets.run(OCEC, given)[0].reshape(2)


def ocec_matrix(face: Face, which: int) -> NDArray[np.float64]:
    """What brings an eye into OCEC's frame, upright."""
    (width, height), (wide, high, below) = OCEC_SIZE, OCEC_FRAMING
    unit = max(apart(face), 1e-3)
    turn = cv2.getRotationMatrix2D((0, 0), tilt(face.points), 1.0)[:, :2]
    stretched = np.diag([width / (wide * unit), height / (high * unit)]) @ turn
    there = np.array([width / 2, height / 2 - height * below / high])
    return np.column_stack([stretched, there - stretched @ face.points[which]])
