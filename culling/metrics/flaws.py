"""Probabilities of Temple's six classes, one measure per flaw, all from one run of the network (models/flaws/CARD.md).

The six classes exclude each other: a photo that is both dark and moved shares its probability among the two, and
`flaw` is the measure that misses neither. Each is NaN for a photo with a side below 32 px.
"""

from __future__ import annotations

from culling.photos import Photo
from culling.synth.registry import FLAWS


def flaw(photo: Photo) -> float:
    """Probability of any of the five flaws: 0 none … 1 surely one; lower is better.

    One less the probability of `original`. Which flaw it is, `culling.flaws.likeliest_flaw` says.
    """
    return 1.0 - _probability(photo, "original")


def p_blurred(photo: Photo) -> float:
    """Probability that the whole photo is out of focus, 0 … 1; lower is better. A soft background is none."""
    return _probability(photo, "blurred")


def p_camera_shake(photo: Photo) -> float:
    """Probability that the camera moved, 0 … 1; lower is better. Slight shake reads as blur at times."""
    return _probability(photo, "camera_shake")


def p_distorted(photo: Photo) -> float:
    """Probability that rows are pushed sideways in waves (rolling shutter), 0 … 1; lower is better.

    Straight lines make it sure; in grass or water a slight wave goes unseen.
    """
    return _probability(photo, "distorted")


def p_underexposed(photo: Photo) -> float:
    """Probability that the photo is too dark by 2 stops or more, 0 … 1; lower is better. Low key is not meant."""
    return _probability(photo, "underexposed")


def p_overexposed(photo: Photo) -> float:
    """Probability that the photo is too bright by 1.5 stops or more, 0 … 1; lower is better. High key is not meant."""
    return _probability(photo, "overexposed")


def _probability(photo: Photo, name: str) -> float:
    return float(photo.flaw_probabilities[FLAWS.index(name)])
