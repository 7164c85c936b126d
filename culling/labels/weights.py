"""How many photos of the folder each labelled photo stands for: the inverse of its chance to be drawn.

Horvitz and Thompson 1952, doi:10.1080/01621459.1952.10483446, for the weights; rates made of them are Hájek's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.labels.label import EXCLUDED, Draw

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

#: Rates may be wrong by the share of the folder that no label stands for: up to this they still tell of the folder.
MAX_UNCOVERED = 0.05


@dataclass(frozen=True, eq=False)
class Weighed:
    """Weights of labelled photos.

    Attributes:
        weights: per labelled photo, ≥ 1; 1 for those outside of any sample.
        sampled: whether together they stand for the folder.
        notes: why not, one sentence each.
    """

    weights: Floats
    sampled: bool
    notes: tuple[str, ...] = ()


def weigh(
    labelled: Rows, drawn: Mapping[int, Rows], draws: Mapping[int, Draw], index: pd.Index[str], readable: Bools
) -> Weighed:
    """Weights 1 / π of labelled photos, with π = 1 − Π (1 − n / N) over the samples.

    Of each sample, N photos of the folder are in a stratum and n of them were labelled so far. They are a simple
    random sample of the stratum, however many were labelled, as photos come in random order; and samples are drawn
    independently of each other. A photo that was left out of a sample, as it was labelled already, has the chance that
    it would have had there; with strata that the first sample did not have, that is an estimate, and rates are off by
    about 0.1 % of themselves from 100 photos on (simulated). Photos that are gone count nowhere; with all readable
    photos labelled every weight is 1.

    Args:
        labelled: rows of the photos with a label that counts.
        drawn: by number of the sample, rows of the photos that were labelled in it.
        draws: samples by number.
        index: paths of all photos.
        readable: of all photos, which ones can be read.
    """
    covered, known = np.zeros((2, len(index)), np.bool_)
    chance = np.zeros(len(index))
    covered[labelled] = True
    weights = np.ones(len(labelled))
    if not len(labelled) or covered[readable].all():
        return Weighed(weights, bool(len(labelled)))
    for number, rows in drawn.items():
        here, open_to = _chances(draws[number], rows, index)
        chance += (1 - chance) * here
        covered |= open_to & (here > 0)
        known[rows[here[rows] > 0]] = True
    inside = known[labelled]
    weights[inside] = 1 / chance[labelled[inside]]
    outside, uncovered = int(np.count_nonzero(~inside)), int(np.count_nonzero(readable & ~covered))
    return _told(weights, outside, uncovered, int(np.count_nonzero(readable)))


def _chances(draw: Draw, labelled: Rows, index: pd.Index[str]) -> tuple[Floats, Bools]:
    """(the chance of each photo to be among those labelled in a sample so far, which ones could be drawn)."""
    strata, without = _stratum_of(draw.strata, index), _stratum_of(draw.about.get(EXCLUDED, {}), index)
    open_to = strata >= 0
    drawn = labelled[open_to[labelled]]
    size = 1 + int(max(strata.max(initial=0), without.max(initial=0)))
    all_, counts = (np.bincount(strata[rows], minlength=size) for rows in (open_to, drawn))
    shares = np.append(counts / np.maximum(all_, 1), 0.0)  # −1, in no stratum, picks the last
    return shares[np.where(open_to, strata, without)], open_to


def _stratum_of(strata: Mapping[str, int], index: pd.Index[str]) -> Rows:
    """Of each photo the stratum, numbered anew from 0; −1 for none."""
    found = np.full(len(index), -1, np.int64)
    if strata:
        rows = index.get_indexer(pd.Index(list(strata), dtype=object))
        found[rows[rows >= 0]] = np.fromiter(strata.values(), np.int64, len(strata))[rows >= 0]
    return found


def _told(weights: Floats, outside: int, uncovered: int, readable: int) -> Weighed:
    notes = []
    if outside:
        notes.append(
            f"{outside:,} of {len(weights):,} labelled photos were not drawn at random: rates tell of the labelled "
            "photos, not of the folder."
        )
    elif uncovered:
        notes.append(f"No label stands for {uncovered:,} of {readable:,} photos yet: rates do not tell of them.")
    return Weighed(weights, not outside and uncovered <= MAX_UNCOVERED * readable, tuple(notes))
