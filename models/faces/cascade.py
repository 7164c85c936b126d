"""scikit-image's LBP cascade, the detector that needs no network of ours: its faces, for comparing."""

from __future__ import annotations

import numpy as np
import skimage
from numpy.typing import NDArray
from skimage.feature import Cascade

from culling.faces.face import Face
from models.training.photos import shrink

SMALLEST, STEP, SCALE = 24, 1, 1.2  # scikit-image's own example, but from the cascade's smallest face up


class LbpCascade:
    """The frontal-face cascade of scikit-image's wheel."""

    def __init__(self) -> None:
        self._cascade = Cascade(skimage.data.lbp_frontal_face_cascade_filename())

    def find(self, pixels: NDArray[np.uint8], long_side: int) -> list[Face]:
        """Its faces in a photo averaged down to `long_side`, in the photo's own pixels; all of one score, no points."""
        small = shrink(pixels, long_side)
        largest = min(small.shape[:2])
        if largest < SMALLEST:
            return []
        size = {"min_size": (SMALLEST, SMALLEST), "max_size": (largest, largest)}
        found = self._cascade.detect_multi_scale(small, scale_factor=SCALE, step_ratio=STEP, **size)
        by = max(pixels.shape[:2]) / max(small.shape[:2])
        nowhere = np.zeros((0, 2), np.float32)
        return [Face(one["c"], one["r"], one["width"], one["height"], 1.0, nowhere).scaled(by) for one in found]
