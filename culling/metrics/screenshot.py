"""Screenshot or camera photo: what `culling.screenshots` sees, weighed by a network of our own."""

from __future__ import annotations

import math

from culling import nets
from culling.photos import Photo
from culling.screenshots import NETWORK, screenshot_features

CAMERA_FACTS = ("aperture", "shutter_s", "iso", "focal_mm")  # a scanner or a phone's screen has none
CAMERA_LOGIT = -3.0  # with one of them, one picture is as likely a screenshot as twenty without


def p_screenshot(photo: Photo) -> float:
    r"""Probability that it is a screenshot or a page and no camera photo, 0 … 1; lower is better to keep.

    Flat colours, clean edges, straight borders, few colours and no noise tell; EXIF of an exposure makes it twenty
    times less likely, and its absence says nothing. NaN for a picture of one colour, or with a side below 32 px.

    Formula:
        $$\frac{1}{1 + e^{-(z - 3\,e)}}$$
        $z$ is the screenshot network's answer to 24 counts of pixels, $e$ 1 where EXIF tells aperture, shutter, ISO or
        focal length, else 0.

    Cannot tell:
        A photo that fills the screen, and a page that was photographed: both mostly count as photos. Drawings count as
        screenshots.

    Source:
        Our screenshot network (models/screenshot/CARD.md).
    """
    features = screenshot_features(photo)
    if features is None:
        return math.nan
    (logits,) = nets.run(NETWORK, features[None])
    exposed = any(fact in photo.exif for fact in CAMERA_FACTS)
    return 1 / (1 + math.exp(-float(logits[0]) - (CAMERA_LOGIT if exposed else 0)))
