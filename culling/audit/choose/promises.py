"""The strictest cutoff that can be promised to lose at most so many keepers of a folder: by sample, or by counting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from culling.audit.choose.bounds import CONFIDENCE, Guarantee, guarantee, keepers_needed
from culling.audit.choose.refusal import Refused
from culling.audit.choose.rejected_share import by_share
from culling.audit.choose.sweep import Steps, Sweep, readable
from culling.audit.choose.thinning import thinned
from culling.labels.truth import Truth

_NOT_STOOD_FOR = "No label stands for"  # how `culling.labels.weights` begins to tell of photos of a stratum without one

#: Times the keepers that a promise takes: with fewer labels than that, how few photos are rejected says more than they.
FEW = 2


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
    return counted if counted.lever >= sampled.lever else sampled


def by_sample(sweep: Sweep, truth: Truth, share: float, confidence: float = CONFIDENCE) -> Guarantee | Refused:
    """What the labels promise as a random sample of the folder.

    From the share of keepers among what is rejected (`by_share`) where photos were drawn unevenly or labels are few,
    else from the labelled keepers alone (`guarantee`). Which of the two does not depend on what was said, or it would
    be two tries instead of one. Where nobody knows how labels were drawn, it is `guarantee`, for photos like these.
    Nothing is promised while some kind of photo that was drawn has no label yet: a rate may do without a few photos,
    but these few may be the very ones that a cutoff rejects.
    """
    if truth.sampled and (left := [note for note in truth.notes if note.startswith(_NOT_STOOD_FOR)]):
        return Refused(f"{left[0]} A cutoff may reject just these: label the rest of the sample first.")
    few = len(truth) < FEW * keepers_needed(share, 0, confidence)
    if not truth.sampled or not (truth.weighted or few):
        return guarantee(Steps.of(sweep, thinned(truth)), share, sweep.name, confidence)
    found = by_share(sweep, truth, share, confidence)
    if isinstance(found, Refused) and not truth.weighted:
        plain = guarantee(Steps.of(sweep, truth), share, sweep.name, confidence)
        return plain if isinstance(plain, Refused) else found
    return found


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
    return Guarantee(
        lever=readable(above, up_to),
        steps=steps,
        step=steps.at(readable(above, up_to)),
        share=share,
        confidence=1.0,
        lost=int(lost[behind]),
        keepers=keepers,
        bound=float(worst[behind]),
        way="counted",
        unlabelled=int(unknown[behind]),
    )
