"""CLIP (Radford et al. 2021, arXiv:2103.00020): pictures and words as vectors that can be compared with each other."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.model_files import ModelError
from culling.photos import Pixels
from culling.text_search import tokens

PICTURES, WORDS = "clip-vit-b32", "clip-text-b32"
NETWORKS = (PICTURES, WORDS, tokens.NETWORK)
SIZE = 512
SIDE = 224
_MEAN = np.array([0.48145466, 0.4578275, 0.40821073], np.float32)  # of what it was taught on
_DEVIATION = np.array([0.26862954, 0.26130258, 0.27577711], np.float32)

Vector = NDArray[np.float32]


def problem() -> str | None:
    """Why photos cannot be found by words, and what to do; None when they can."""
    return next((found for name in NETWORKS if (found := nets.problem(name))), None)


def text_vector(text: str) -> Vector:
    """Where a text lies among pictures: a unit vector, float32 (512,).

    Raises:
        ModelError: one of the files has not been fetched, or is damaged.
        ValueError: no words.
    """
    if not text.strip():
        raise ValueError("say in words what the photo shows, such as 'a dog on a beach'; the text is empty")
    numbers = np.array([tokens.tokenizer().numbers(text)], np.int64)
    return _unit(nets.run(WORDS, numbers), WORDS)


def photo_vector(pixels: Pixels) -> Vector:
    """Where a picture lies: a unit vector, float32 (512,). A thumbnail of 320 px is enough.

    Raises:
        ModelError: the network has not been fetched, or is damaged.
    """
    return _unit(nets.run(PICTURES, network_input(pixels)), PICTURES)


def network_input(pixels: Pixels) -> NDArray[np.float32]:
    """The square in the middle at 224 px, float32 (1, 3, 224, 224), by CLIP's mean and deviation."""
    side = min(pixels.shape[:2])
    top, left = ((length - side) // 2 for length in pixels.shape[:2])
    square = pixels[top : top + side, left : left + side]
    how = cv2.INTER_AREA if side > SIDE else cv2.INTER_CUBIC
    small = cv2.resize(square, (SIDE, SIDE), interpolation=how).astype(np.float32) / 255
    return np.ascontiguousarray(((small - _MEAN) / _DEVIATION).transpose(2, 0, 1)[None])


def _unit(outputs: tuple[NDArray[Any], ...], name: str) -> Vector:
    """The output that is one vector; networks give the last layer as well, in either order."""
    found = [output for output in outputs if output.shape == (1, SIZE)]
    if not found:
        raise ModelError(f"The network {name} gives no vector of {SIZE} numbers")
    vector = np.asarray(found[0][0], np.float32)
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), np.float32)
