"""The strictest cutoff that loses at most so many keepers, whatever way photos and numbers are spread.

Walking from the mildest cutoff to stricter ones and stopping at the first that fails an exact test keeps the chance
that any cutoff passed loses more below the doubt of one test: "fixed-sequence testing", as in Learn then Test
(Angelopoulos, Bates, Candès, Jordan and Lei 2021, arXiv:2110.01052) and risk-controlling prediction sets (Bates et al.
2021, doi:10.1145/3478535). What a stricter cutoff loses only grows, so this holds for all cutoffs, not only for a grid.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from culling.audit.choose.refusal import Refused, nothing_moves
from culling.audit.choose.sweep import Steps
from culling.audit.intervals import clopper_pearson

CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False)
class Guarantee:
    """A cutoff with a promise: with this confidence, at most `share` of the keepers are rejected, also unlabelled ones.

    Attributes:
        lever: the cutoff, as a lever of the sweep. Milder ones keep the promise too.
        steps: from mild to strict.
        step: the one that the cutoff lies in.
        share: of the keepers that may be lost.
        confidence: in how many of 100 label samples the promise holds, at the least, as a share.
        lost, keepers: labelled keepers that are rejected at this step, and all of them.
        bound: the exact upper bound of the share lost at this step; at most `share`.
        way: how it follows from the labels, see `promises`: as an even "sample", from the "share" of keepers among
            what is rejected, or "counted".
        unlabelled: photos without a label that it rejects, where all of them are counted as lost keepers; else None.
        beyond: why nothing can be promised of stricter cutoffs; "" where that is no matter of more labels.
    """

    lever: float
    steps: Steps
    step: int
    share: float
    confidence: float
    lost: int
    keepers: int
    bound: float
    way: Literal["sample", "share", "counted"] = "sample"
    unlabelled: int | None = None
    beyond: str = ""


def guarantee(steps: Steps, share: float, name: str = "measure", confidence: float = CONFIDENCE) -> Guarantee | Refused:
    """The strictest step whose exact upper bound (one-sided, Clopper–Pearson) of the keepers lost is within `share`.

    For labels whose keepers are a random sample of all keepers, each as likely as any other: weights are not looked at.

    Raises:
        ValueError: a share or a confidence that does not lie between 0 and 1.
    """
    _check(share, confidence)
    if not steps.keepers:
        return _too_few(0, 0, share, confidence)
    refused = nothing_moves(steps, name)
    if refused:
        return refused
    allowed = most_lost(steps.keepers, share, confidence)
    failed = np.flatnonzero(steps.lost > allowed)
    step = int(failed[0]) - 1 if len(failed) else len(steps) - 1
    if step < 0:
        return _too_few(int(steps.lost[0]), steps.keepers, share, confidence)
    lost = int(steps.lost[step])
    bound = float(clopper_pearson(lost, steps.keepers, confidence, "high")[1])
    return Guarantee(steps.lever(step), steps, step, share, confidence, lost, steps.keepers, bound)


def most_lost(keepers: int, share: float, confidence: float = CONFIDENCE) -> int:
    """Of so many labelled keepers, how many may be lost so that the upper bound stays within `share`; −1 for none at
    all: even 0 lost would not do.
    """
    from scipy.stats import binom

    if keepers < 1:
        return -1
    passing = binom.cdf(np.arange(keepers), keepers, share) <= 1 - confidence
    return int(np.count_nonzero(passing)) - 1


def keepers_needed(share: float, lost: int = 0, confidence: float = CONFIDENCE) -> int:
    """The fewest labelled keepers, `lost` of them lost, from which follows that at most `share` of all are.

    With none lost it is ⌈ln δ / ln(1 − share)⌉ with doubt δ: 59 for 5 %, "the rule of three".
    """
    _check(share, confidence)
    from scipy.stats import binom

    low, high = lost, max(2 * lost, 1)
    while binom.cdf(lost, high, share) > 1 - confidence:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if binom.cdf(lost, middle, share) <= 1 - confidence else (middle, high)
    return high


def _too_few(lost: int, keepers: int, share: float, confidence: float) -> Refused:
    """Why even the mildest cutoff cannot be promised, and how many more labelled keepers it takes."""
    said = percent(share)
    if lost and lost / keepers > share:
        return Refused(
            f"The other rules alone lose {lost} of {keepers} labelled keepers ({percent(lost / keepers)}): no cutoff "
            f"of this rule keeps that within {said}. Make the others milder first.",
            by_labels=False,
        )
    needed = keepers_needed(share, lost, confidence)
    others = f", of which the other rules lose {lost}" if lost else ""
    return Refused(
        f"Needs at least {needed:,} labelled keepers for {said}; you have {keepers:,}{others}: label "
        f"{needed - keepers:,} more keepers, none of which is lost{_instead(lost, keepers, confidence)}.",
        needed - keepers,
    )


def _instead(lost: int, keepers: int, confidence: float) -> str:
    """The least share that these labels can promise, if that is any use; rounded up to a tenth of a per cent."""
    least = float(clopper_pearson(lost, keepers, confidence, "high")[1])
    return f", or allow {math.ceil(1000 * least) / 10:.3g} %" if least < 0.5 else ""


def percent(share: float) -> str:
    """ "5 %", "2.5 %"."""
    return f"{100 * share:.3g} %"


def _check(share: float, confidence: float) -> None:
    for name, value in (("share of keepers", share), ("confidence", confidence)):
        if not (math.isfinite(value) and 0 < value < 1):
            raise ValueError(f"the {name} must lie between 0 and 1, exclusive, got {value!r}")
