"""How many photos of the folder each labelled photo stands for: the inverse of its chance to be drawn.

Horvitz and Thompson 1952, doi:10.1080/01621459.1952.10483446, for the weights; rates made of them are Hájek's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from culling.labels.draw import EXCLUDED
from culling.labels.label import Draw

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

    weights: NDArray[np.float64]
    sampled: bool
    notes: tuple[str, ...]


def weigh(
    labelled: Sequence[str], drawn: Mapping[int, Collection[str]], draws: Mapping[int, Draw], readable: Set[str]
) -> Weighed:
    """Weights 1 / π of labelled photos, with π = 1 − Π (1 − n / N) over the samples.

    Of each sample, N photos of the folder are in a stratum and n of them were labelled so far. They are a simple
    random sample of the stratum, however many were labelled, as photos come in random order; and samples are drawn
    independently of each other. A photo that was left out of a sample, as it was labelled already, has the chance that
    it would have had there. Photos that are gone count nowhere; with all readable photos labelled every weight is 1.

    Args:
        labelled: photos with a label that counts.
        drawn: by number of the sample, the photos that were labelled in it.
        draws: samples by number.
        readable: photos of the folder that can be read.
    """
    weights = np.ones(len(labelled))
    if readable <= set(labelled):
        return Weighed(weights, bool(labelled), ())
    present = readable | set(labelled)
    chances = [_chances(draws[number], set(paths) & present, present) for number, paths in drawn.items() if paths]
    missed = np.ones(len(labelled))
    for chance in chances:
        missed *= [1 - chance.get(path, 0.0) for path in labelled]
    inside = set().union(*drawn.values())
    known = np.array([path in inside for path in labelled], np.bool_)
    weights[known] = 1 / (1 - missed[known])
    covered = set(labelled).union(*([path for path, share in chance.items() if share] for chance in chances))
    return _told(weights, known, len(readable - covered), len(readable))


def _chances(draw: Draw, labelled: Set[str], present: Set[str]) -> dict[str, float]:
    """Of each photo the chance to be among those labelled in a sample so far."""
    strata = {path: stratum for path, stratum in draw.strata.items() if path in present}
    sizes = Counter(strata.values())
    counts = Counter(strata[path] for path in labelled if path in strata)
    shares = {stratum: counts[stratum] / size for stratum, size in sizes.items()}
    without = {path: shares.get(stratum, 0.0) for path, stratum in draw.about.get(EXCLUDED, {}).items()}
    return without | {path: shares[stratum] for path, stratum in strata.items()}


def _told(weights: NDArray[np.float64], known: NDArray[np.bool_], uncovered: int, all_: int) -> Weighed:
    notes = []
    outside = int(np.count_nonzero(~known))
    if outside:
        notes.append(
            f"{outside:,} of {len(known):,} labelled photos were not drawn at random: rates tell of the labelled "
            "photos, not of the folder."
        )
    elif uncovered:
        notes.append(f"No label stands for {uncovered:,} of {all_:,} photos yet: rates do not tell of them.")
    return Weighed(weights, not outside and uncovered <= MAX_UNCOVERED * all_, tuple(notes))
