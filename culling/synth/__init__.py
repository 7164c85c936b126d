"""Known damage with its amount, and folders of it: for teaching, for tests, for training."""

from culling.synth.bursts import Frame, burst
from culling.synth.damage import (
    add_noise,
    camera_shake,
    defocus,
    distort_x,
    gaussian_blur,
    jpeg,
    linear_motion_blur,
    overexpose,
    underexpose,
)
from culling.synth.folders import write_synth
from culling.synth.photo import damaged_photo
from culling.synth.registry import DAMAGES, FLAWS, NOMINAL_LONG_SIDE, Damage, get_damage

__all__ = [
    "DAMAGES",
    "FLAWS",
    "NOMINAL_LONG_SIDE",
    "Damage",
    "Frame",
    "add_noise",
    "burst",
    "camera_shake",
    "damaged_photo",
    "defocus",
    "distort_x",
    "gaussian_blur",
    "get_damage",
    "jpeg",
    "linear_motion_blur",
    "overexpose",
    "underexpose",
    "write_synth",
]
