"""What was learned from a person's marks: no function of the photo alone, so a scan never measures it by itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from culling.photos import Photo


def p_keep(photo: Photo) -> float:
    r"""How likely you would keep the photo, learned from your own marks: higher is rather kept.

    0 … 1, by logistic regression on the other measures and, where that is better, on what is in the picture, calibrated
    by cross-validation: see `culling.preference`. It is in the catalog and follows from the marks there: NaN for a
    photo by itself, and everywhere until something was learned. Of photos that were learned from it is what a model
    says that did not learn from them, so that a cutoff on it may be checked against these very marks.

    Formula:
        $$\frac{1}{1 + e^{-(b + \sum_k w_k x_k)}}$$
        $x_k$ are the photo's other measures, scaled, and the directions of its vector where these help; $w_k$ and $b$
        are learned from your marks.

    Cannot tell:
        Other people's taste, or yours in other folders: it knows one person's marks of one folder.

    Source:
        Logistic regression on your marks; how good it is: benchmarks/LEARNED.md.
    """
    return math.nan
