"""How colourful: saturation and colourfulness on the small working size."""

from __future__ import annotations

import cv2
import numpy as np

from culling.photos import Photo


def saturation(photo: Photo) -> float:
    r"""Mean strength of colour (HSV): 0 grey … 1 pure. Neither end is a flaw; dark pixels count as strong.

    Formula:
        $$\overline{\frac{\max(R, G, B) - \min(R, G, B)}{\max(R, G, B)}}$$
        The bar is the mean over all pixels; a black pixel counts 0.

    Cannot tell:
        How colourful it looks: nearly black pixels with a slight tint count as pure. Black and white photos are low on
        purpose.

    Source:
        Saturation of HSV (Smith 1978, doi:10.1145/800248.807361).
    """
    red, green, blue = cv2.split(photo.small)
    brightest = cv2.max(cv2.max(red, green), blue)
    spread = cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))
    return cv2.mean(cv2.divide(spread, cv2.max(brightest, 1), dtype=cv2.CV_32F))[0]


def colorfulness(photo: Photo) -> float:
    r"""How colourful it looks: 0 grey, 15 slightly, 45 average, 109 extremely. Neither end is a flaw.

    Formula:
        $$\sqrt{\sigma_{rg}^2 + \sigma_{yb}^2} + 0.3 \sqrt{\mu_{rg}^2 + \mu_{yb}^2}, \quad
        rg = R - G, \quad yb = \tfrac{1}{2}(R + G) - B$$
        $\mu$ and $\sigma$ are mean and standard deviation over all pixels, in levels.

    Cannot tell:
        Pleasant colour from a colour cast, which raises it as well. Black and white photos are low on purpose.

    Source:
        Hasler and Süsstrunk 2003, doi:10.1117/12.477378, eq. 3; the words for the numbers are theirs.
    """
    red, green, blue = (channel.astype(np.float32) for channel in cv2.split(photo.small))
    (rg, rg_spread), (yb, yb_spread) = map(_mean_and_spread, (red - green, (red + green) / 2 - blue))
    return float(np.hypot(rg_spread, yb_spread) + 0.3 * np.hypot(rg, yb))


def _mean_and_spread(values: np.ndarray) -> tuple[float, float]:
    mean, spread = cv2.meanStdDev(values)
    return float(mean[0, 0]), float(spread[0, 0])
