"""Probabilities of Temple's six classes, one measure per flaw, all from one run of the network (models/flaws/CARD.md).

The six classes exclude each other: a photo that is both dark and moved shares its probability among the two, and
`flaw` is the measure that misses neither. Each is NaN for a photo with a side below 32 px.
"""

from __future__ import annotations

import math

from culling.flaws import own_flaw_probabilities
from culling.photos import Photo
from culling.synth.registry import FLAWS


def flaw(photo: Photo) -> float:
    r"""Probability of any of the five flaws: 0 none … 1 surely one; lower is better.

    Which flaw it is, `culling.flaws.likeliest_flaw` says. NaN for a side below 32 px.

    Formula:
        $$1 - p_\text{original}$$
        $p_\text{original}$ is what is left beside `p_blurred` … `p_overexposed`, which sum to 1 with it.

    Cannot tell:
        A flaw from an intention: of 31 published photos with bokeh or in low key it called 5 flawed at 0.5, of five dim
        ones two. It learnt from photos with known damage: start cutting at 0.9.

    Source:
        Temple's six classes; our flaws network (models/flaws/CARD.md).
    """
    return 1.0 - _probability(photo, "original")


def p_blurred(photo: Photo) -> float:
    r"""Probability that the whole photo is out of focus, 0 … 1; lower is better. A soft background is none.

    NaN for a side below 32 px.

    Formula:
        $$p_k = \frac{e^{z_k / T}}{\sum_j e^{z_j / T}}, \quad T = 1.5845$$
        $z_k$ is the flaws network's answer for blurred among original, blurred, camera shake, distorted, underexposed
        and overexposed.

    Cannot tell:
        Missed focus behind which something else is sharp. Classes share one probability: a photo that is dark and
        blurred may score low on both, and `flaw` high. For blur of real photos `blur` is the better measure.

    Source:
        Temple's six classes; our flaws network (models/flaws/CARD.md).
    """
    return _probability(photo, "blurred")


def p_camera_shake(photo: Photo) -> float:
    r"""Probability that the camera moved, 0 … 1; lower is better. Slight shake reads as blur at times.

    NaN for a side below 32 px.

    Formula:
        $$p_k = \frac{e^{z_k / T}}{\sum_j e^{z_j / T}}, \quad T = 1.5845$$
        $z_k$ is the flaws network's answer for camera shake among original, blurred, camera shake, distorted,
        underexposed and overexposed.

    Cannot tell:
        A slight shake whose path curls up: that is nearly a blur. Of the mildest made shakes it names three in four. A
        subject that moved by itself was not in its training.

    Source:
        Temple's six classes; our flaws network (models/flaws/CARD.md).
    """
    return _probability(photo, "camera_shake")


def p_distorted(photo: Photo) -> float:
    r"""Probability that rows are pushed sideways in waves (rolling shutter), 0 … 1; lower is better.

    Straight lines make it sure. NaN for a side below 32 px.

    Formula:
        $$p_k = \frac{e^{z_k / T}}{\sum_j e^{z_j / T}}, \quad T = 1.5845$$
        $z_k$ is the flaws network's answer for distorted among original, blurred, camera shake, distorted, underexposed
        and overexposed.

    Cannot tell:
        A slight wave in grass or water. Lens distortion and a rolling shutter's slant were not in its training.

    Source:
        Temple's six classes; our flaws network (models/flaws/CARD.md).
    """
    return _probability(photo, "distorted")


def p_underexposed(photo: Photo) -> float:
    r"""Probability that the photo is too dark by 2 stops or more, 0 … 1; lower is better. Low key is not meant.

    NaN for a side below 32 px.

    Formula:
        $$p_k = \frac{e^{z_k / T}}{\sum_j e^{z_j / T}}, \quad T = 1.5845$$
        $z_k$ is the flaws network's answer for underexposed among original, blurred, camera shake, distorted,
        underexposed and overexposed.

    Cannot tell:
        Low key from a mistake in a dark frame with bright windows or sky: of real exposure series, `luminance` orders
        the frames at least as well.

    Source:
        Temple's six classes; our flaws network (models/flaws/CARD.md).
    """
    return _probability(photo, "underexposed")


def p_overexposed(photo: Photo) -> float:
    r"""Probability that the photo is too bright by 1.5 stops or more, 0 … 1; lower is better. High key is not meant.

    NaN for a side below 32 px.

    Formula:
        $$p_k = \frac{e^{z_k / T}}{\sum_j e^{z_j / T}}, \quad T = 1.5845$$
        $z_k$ is the flaws network's answer for overexposed among original, blurred, camera shake, distorted,
        underexposed and overexposed.

    Cannot tell:
        A dark scene that was exposed too long: it merely looks normal. Of photos made 1.5 stops brighter nearly a
        quarter passes for originals.

    Source:
        Temple's six classes; our flaws network (models/flaws/CARD.md).
    """
    return _probability(photo, "overexposed")


def own_flaw(photo: Photo) -> float:
    r"""Probability of any flaw by a network that you trained on your own photos, 0 … 1; lower is better.

    What it learned from are your photos damaged on purpose (see Learn → Experiments). NaN until one is in use, and for
    a photo with a side below 32 px.

    Formula:
        $$1 - p_\text{original}$$
        $p_\text{original}$ is the probability that your network gives to the class original, as in `flaw`.

    Cannot tell:
        What your photos did not show it. Trained on few photos it is sure of itself where `flaw` is not: set the two
        against each other before you let it reject.

    Source:
        Temple's six classes; your own network.
    """
    original = float(own_flaw_probabilities(photo)[FLAWS.index("original")])
    return math.nan if math.isnan(original) else min(max(1.0 - original, 0.0), 1.0)


def _probability(photo: Photo, name: str) -> float:
    return float(photo.flaw_probabilities[FLAWS.index(name)])
