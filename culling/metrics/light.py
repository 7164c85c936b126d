"""How the light falls: brightness, contrast, clipping, range, entropy; all from one histogram of luma."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.photos import Photo

LEVELS = np.arange(256, dtype=np.float64)
SHADOW_LEVEL = 5
HIGHLIGHT_LEVEL = 250


def luminance(photo: Photo) -> float:
    """Mean brightness: 0 black … 255 white. Both ends can be a flaw; night and snow are not."""
    return float(_shares(photo) @ LEVELS)


def contrast(photo: Photo) -> float:
    """RMS contrast, the spread of brightness; higher is more contrast. Fog is low, too.

    Standard deviation of luma in levels, 0 … 127.5 (Peli 1990, doi:10.1364/JOSAA.7.002032).
    """
    shares = _shares(photo)
    mean = shares @ LEVELS
    return float(np.sqrt(shares @ (LEVELS - mean) ** 2))


def shadow_clipping(photo: Photo) -> float:
    """Share of the picture drowned in black, 0 … 1; lower is better. A silhouette has much of it, rightly."""
    return float(_shares(photo)[: SHADOW_LEVEL + 1].sum())


def highlight_clipping(photo: Photo) -> float:
    """Share of the picture burnt to white, 0 … 1; lower is better. Paper and studio white have it too."""
    return float(_shares(photo)[HIGHLIGHT_LEVEL:].sum())


def dynamic_range(photo: Photo) -> float:
    """Brightness between the darkest and the brightest 0.5 %, 0 … 255; higher uses more of the scale."""
    cumulative = np.cumsum(_shares(photo))
    low, high = np.searchsorted(cumulative, [0.005, 0.995])
    return float(min(high, 255) - low)


def entropy(photo: Photo) -> float:
    """How many tones the picture holds: 0 one … 8 all alike; higher is more. A studio shot is low, too.

    Shannon entropy of the histogram of luma, in bits.
    """
    shares = _shares(photo)
    present = shares[shares > 0]
    return abs(float((present * np.log2(present)).sum()))


def _shares(photo: Photo) -> NDArray[np.float64]:
    """Share of pixels at each luma level, float64 (256,), sum 1."""
    counts = cv2.calcHist([photo.small_luma], [0], None, [256], [0, 256]).ravel().astype(np.float64)
    return counts / counts.sum()
