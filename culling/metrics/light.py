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
    r"""Mean brightness: 0 black … 255 white. Both ends can be a flaw; night and snow are not.

    In levels as stored, which is not linear light: one stop less takes about a quarter off.

    Formula:
        $$\bar l, \quad l = 0.299\,R + 0.587\,G + 0.114\,B$$
        $l$ is luma; the bar is the mean over all pixels.

    Cannot tell:
        Underexposure from night, or overexposure from snow. A bright window beside a dark room gives the mean of a fair
        exposure.

    Source:
        Luma of ITU-R BT.601.
    """
    return float(_shares(photo) @ LEVELS)


def contrast(photo: Photo) -> float:
    r"""RMS contrast, the spread of brightness; higher is more contrast. Fog is low, too.

    Standard deviation of luma in levels, 0 … 127.5.

    Formula:
        $$\sqrt{\overline{(l - \bar l)^2}}$$
        $l$ is luma; the bar is the mean over all pixels.

    Cannot tell:
        Where the contrast is: half black and half white has the most that there can be, and no detail. Fog, haze and
        high key are low without being wrong.

    Source:
        Peli 1990, doi:10.1364/JOSAA.7.002032.
    """
    shares = _shares(photo)
    mean = shares @ LEVELS
    return float(np.sqrt(shares @ (LEVELS - mean) ** 2))


def shadow_clipping(photo: Photo) -> float:
    r"""Share of the picture drowned in black, 0 … 1; lower is better. A silhouette has much of it, rightly.

    Formula:
        $$\overline{[\,l \le 5\,]}$$
        $l$ is luma; the bracket is 1 where it holds, else 0; the bar is the mean over all pixels.

    Cannot tell:
        A night sky or a silhouette from lost shadows. Averaging down to 640 px hides single black pixels. A channel may
        be clipped where luma is not.

    Source:
        Share of luma at or below level 5 of 255; the level is our choice.
    """
    return float(_shares(photo)[: SHADOW_LEVEL + 1].sum())


def highlight_clipping(photo: Photo) -> float:
    r"""Share of the picture burnt to white, 0 … 1; lower is better. Paper and studio white have it too.

    Formula:
        $$\overline{[\,l \ge 250\,]}$$
        $l$ is luma; the bracket is 1 where it holds, else 0; the bar is the mean over all pixels.

    Cannot tell:
        White paper, a studio background or the sun from burnt skin. A single burnt channel, as in a red flower, is not
        seen, nor are glints that averaging down to 640 px blends away.

    Source:
        Share of luma at or above level 250 of 255; the level is our choice.
    """
    return float(_shares(photo)[HIGHLIGHT_LEVEL:].sum())


def dynamic_range(photo: Photo) -> float:
    """Brightness between the darkest and the brightest 0.5 %, 0 … 255; higher uses more of the scale.

    Formula:
        $$Q_{99.5}(l) - Q_{0.5}(l)$$
        $Q$ are percentiles of luma, whole levels.

    Cannot tell:
        What the sensor could have held: it is about the picture as stored. One lamp and one shadow of half a percent
        each fill the range of an otherwise flat photo.

    Source:
        Percentiles of luma; the half percent is our choice.
    """
    cumulative = np.cumsum(_shares(photo))
    low, high = np.searchsorted(cumulative, [0.005, 0.995])
    return float(min(high, 255) - low)


def entropy(photo: Photo) -> float:
    r"""How many tones the picture holds: 0 one … 8 all alike; higher is more. A studio shot is low, too.

    Formula:
        $$-\sum_{k=0}^{255} p_k \log_2 p_k$$
        $p_k$ is the share of pixels whose luma is $k$; bits.

    Cannot tell:
        Where the tones are: shuffled pixels have the same entropy. Noise raises it. A subject before plain white or
        black is low without being wrong.

    Source:
        Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x.
    """
    shares = _shares(photo)
    present = shares[shares > 0]
    return abs(float((present * np.log2(present)).sum()))


def _shares(photo: Photo) -> NDArray[np.float64]:
    """Share of pixels at each luma level, float64 (256,), sum 1."""
    counts = cv2.calcHist([photo.small_luma], [0], None, [256], [0, 256]).ravel().astype(np.float64)
    return counts / counts.sum()
