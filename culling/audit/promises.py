"""The strictest cutoff that can be promised to lose at most so many keepers of a folder: by sample, or by counting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from culling.audit.bounds import CONFIDENCE, Guarantee, guarantee
from culling.audit.refusal import Refused
from culling.audit.sweep import Steps, Sweep, readable
from culling.audit.thinning import thinned
from culling.labels.truth import Truth


def promise(sweep: Sweep, truth: Truth, share: float, confidence: float = CONFIDENCE) -> Guarantee | Refused:
    """The stricter one of `by_sample` and `by_counting`; why there is none where both find none.

    Counting is never wrong, so a cutoff that passes either test breaks the promise no more often than the sample's
    test alone does.

    Raises:
        ValueError: a share or a confidence that does not lie between 0 and 1.
    """
    sampled = by_sample(sweep, truth, share, confidence)
    counted = by_counting(sweep, truth, share)
    if counted is None:
        return sampled
    if isinstance(sampled, Refused):
        return replace(counted, beyond=sampled.reason)
    return counted if counted.lever > sampled.lever else sampled


def by_sample(sweep: Sweep, truth: Truth, share: float, confidence: float = CONFIDENCE) -> Guarantee | Refused:
    """What the labels promise as a random sample: see `guarantee`. Uneven samples are thinned until they are even."""
    found = guarantee(Steps.of(sweep, thinned(truth)), share, sweep.name, confidence)
    if isinstance(found, Guarantee) or not truth.weighted:
        return found
    uneven = (
        f" Only part of your {int(truth.keep.sum()):,} labelled keepers counts here, chosen by lot, as some photos "
        "were more likely to be drawn than others; of a sample drawn at random all count."
    )
    return replace(found, reason=found.reason + uneven)


def by_counting(sweep: Sweep, truth: Truth, share: float) -> Guarantee | None:
    """What holds in this folder however the labels were chosen, and with certainty; None where that is nothing.

    At worst every photo without a label that is rejected is a keeper, and none of the others is: with x of k labelled
    keepers rejected and u photos without a label, (x + u) / (k + u) of the keepers are lost. Where much is labelled
    that is little; a cutoff that finds no labelled reject is not worth proposing.
    """
    labelled, kept = np.zeros(len(sweep.places), np.bool_), np.zeros(len(sweep.places), np.bool_)
    labelled[truth.rows], kept[truth.rows] = True, truth.keep
    free = ~sweep.always & ~np.isnan(sweep.places)
    edges, at = np.unique(sweep.places[free], return_inverse=True)

    def rejected(kind: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """How many of a kind, with the lever behind none, the first, the first two … of the edges."""
        moved = np.bincount(at, kind[free], minlength=len(edges))
        total = np.concatenate([[0], np.cumsum(moved)]) + np.count_nonzero(kind & sweep.always)
        return np.rint(total).astype(np.int64)

    unknown, lost, gone = rejected(~labelled), rejected(kept), rejected(labelled & ~kept)
    keepers = int(kept.sum())
    worst = (lost + unknown) / np.maximum(keepers + unknown, 1)
    behind = int(np.count_nonzero(worst <= share)) - 1
    if behind < 0 or not keepers or gone[behind] == gone[0]:
        return None
    steps = Steps.of(sweep, truth)
    above = float(edges[behind - 1])
    up_to = float(edges[behind]) if behind < len(edges) else above + (abs(above) * 0.01 or 0.01)
    lever = readable(above, up_to)
    return Guarantee(
        lever,
        steps,
        steps.at(lever),
        share,
        1.0,
        int(lost[behind]),
        keepers,
        float(worst[behind]),
        int(unknown[behind]),
    )
