"""What was learned from a person's marks: no function of the photo alone, so a scan never measures it by itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from culling.photos import Photo


def p_keep(photo: Photo) -> float:
    """How likely you would keep the photo, learned from your own marks: higher is rather kept.

    0 … 1, by logistic regression on the other measures and, where that is better, on what is in the picture, calibrated
    by cross-validation: see `culling.learn`. It is in the catalog and follows from the marks there: NaN for a photo by
    itself, and everywhere until something was learned. Of photos that were learned from it is what a model says that
    did not learn from them, so that a cutoff on it may be checked against these very marks.

    It knows one person's marks of one folder; of other folders and other people's taste it knows nothing.
    """
    return math.nan
