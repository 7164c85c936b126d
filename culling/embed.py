"""From a photo to a unit vector: photos of one scene point the same way, also when one is blurred, dark or cropped.

Used to find near-duplicates and bursts; what the network learned from and how well it does: models/embedding/CARD.md.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.model_files import find
from culling.photos import Photo, Pixels

EMBEDDING_SIZE = 256
INPUT_SIDE_PX = 160

#: Of the networks in models/manifest.toml.
NETWORK = "embedding"

Vector = NDArray[np.float32]


def embed(photo: Photo) -> Vector:
    """Where `photo` lies among scenes: a unit vector, float32 (`EMBEDDING_SIZE`,).

    The scalar product of two vectors is their cosine: 1 the same picture, 0.8 and more most frames of a burst; of
    1000 pairs of different scenes one lies above 0.51. Only vectors of one version of the network compare. Every
    photo has a finite vector, a plain or 1-px wide one as well, though all plain ones then look alike.

    Raises:
        ModelError: the network's file is missing or not the one that belongs to this version.
    """
    (vectors,) = nets.run(NETWORK, network_input(photo.small))
    return np.asarray(vectors[0], np.float32)


def network_sha256() -> str:
    """SHA-256 of the network that vectors are of today, also while its file is missing; "" when none is listed."""
    try:
        return find(NETWORK).sha256
    except nets.ModelError:
        return ""


def network_input(small: Pixels) -> NDArray[np.float32]:
    """`Photo.small` squeezed to a square by area averaging: RGB 0 … 255, float32 (1, 3, side, side).

    The whole frame is kept and its aspect given up: what is at the rim tells scenes apart as well.
    """
    square = cv2.resize(small, (INPUT_SIDE_PX, INPUT_SIDE_PX), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(square.transpose(2, 0, 1)[None], np.float32)
