"""The faces in a photo, by the better detector that is at hand: YuNet when it has been fetched, else our own."""

from __future__ import annotations

from dataclasses import dataclass

from culling import nets
from culling.faces import own, yunet
from culling.faces.closer import Candidates, looked_closer
from culling.faces.face import Face
from culling.network_choice import in_use
from culling.photos import Pixels

CLOSER_LOOKS = 12  # the largest faces; nobody looks for closed eyes in those behind
LEAST_SIZE = 48.0  # px: the eyes of smaller ones are under 24 px apart, and nothing is said of them


@dataclass(frozen=True)
class Detector:
    """Which network finds the faces.

    Attributes:
        name: as in models/manifest.toml.
        problem: why the better one is not in use, and what to do; None when it is.
    """

    name: str
    problem: str | None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its file: other faces, other measures."""
        return nets.fingerprint(self.name)


def detector_in_use() -> Detector:
    """YuNet when it has been fetched and its file is right, else the bundled network with the reason."""
    name = in_use(own.NETWORK)
    return Detector(name, None if name == yunet.NETWORK else nets.problem(yunet.NETWORK))


def find_faces(pixels: Pixels) -> list[Face]:
    """The faces in a photo, largest first, in its own pixels; the points of the largest are looked at closer.

    Args:
        pixels: RGB uint8 (H, W, 3), upright, of any size.

    Raises:
        ModelError: the bundled network is missing or damaged, and YuNet has not been fetched.
        ValueError: no RGB uint8 picture.
    """
    found, candidates = _found(pixels)
    faces = sorted(found, key=lambda face: -face.size)
    large = [face for face in faces[:CLOSER_LOOKS] if face.size >= LEAST_SIZE]
    return [looked_closer(pixels, face, candidates) for face in large] + faces[len(large) :]


def _found(pixels: Pixels) -> tuple[list[Face], Candidates]:
    if detector_in_use().name == yunet.NETWORK:
        return yunet.find_faces(pixels), yunet.candidates
    return own.find_faces(pixels), own.candidates
