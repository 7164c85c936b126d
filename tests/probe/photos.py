"""Drawn photos with known truth, and policies on measures that take a moment."""

from __future__ import annotations

import numpy as np

from culling.photos import Photo
from culling.policy import Policy
from culling.rule import Rule

FOCUS = Policy("focus", (Rule("laplacian_variance", "below", 400.0, maybe=1000.0),))
LIGHT = Policy("light", (Rule("luminance", "below", 60.0), Rule("luminance", "above", 200.0)))


def texture(side: int = 320) -> Photo:
    """Noise of all frequencies: every blur lowers its variance of the Laplacian."""
    levels = np.random.default_rng(5).integers(40, 200, (side, side, 1))
    return Photo(np.repeat(levels, 3, axis=2).astype(np.uint8))


def flat(level: int, side: int = 64) -> Photo:
    """One tone of grey."""
    return Photo(np.full((side, side, 3), level, np.uint8))
