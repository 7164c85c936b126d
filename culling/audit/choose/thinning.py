"""From labels drawn unevenly to fewer that were drawn all alike, for statements that know no weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from culling.labels.truth import Truth


def thinned(truth: Truth) -> Truth:
    """Keep each label with a chance in proportion to its weight, so that every photo of the folder was as likely as any
    other to be among those kept (von Neumann's rejection sampling, 1951).

    What was said plays no part, so whatever holds for labels drawn all alike holds for these. It costs labels: about
    the sum of weights over the largest one is kept. The same labels give the same choice, and labels of one weight are
    all kept.
    """
    if not truth.weighted:
        return truth
    return truth.where(lots(truth) < truth.weights / truth.weights.max())


def lots(truth: Truth) -> NDArray[np.float64]:
    """A number from 0 to 1 for each label, which follows from the photos and weights alone."""
    return np.random.default_rng(int(_seed_of(truth), 16)).random(len(truth))


def _seed_of(truth: Truth) -> str:
    """From the photos alone: what was said of them must not decide which are kept."""
    said_keep = Truth(
        truth.paths, truth.rows, np.ones(len(truth), np.bool_), truth.weights, truth.how, truth.sampled, truth.notes
    )
    return said_keep.sha256
