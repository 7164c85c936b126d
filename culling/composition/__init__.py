"""How a photo is composed, in numbers: what is level, where the subject stands, what the frame cuts.

Facts to look at, no rules: a tilt may be meant, and a subject in the middle may be right.
"""

from __future__ import annotations

from culling.composition.frame import Cut, cut_at, cut_share, head_room, head_top, topmost
from culling.composition.horizon import Horizon, find_horizon
from culling.composition.points import GOLDEN, THIRD, crossings, distance

__all__ = [
    "GOLDEN",
    "THIRD",
    "Cut",
    "Horizon",
    "crossings",
    "cut_at",
    "cut_share",
    "distance",
    "find_horizon",
    "head_room",
    "head_top",
    "topmost",
]
