"""A promise on lost keepers from few labels, or from labels that were drawn unevenly, such as more near the cutoff.

Which photos a cutoff rejects is known; only what a person would say of them is not. So two shares are enough: that of
keepers among the rejected photos, from above, and among all photos, from below.
"""

from __future__ import annotations

import numpy as np

from culling.audit.choose.bounds import CONFIDENCE, Guarantee, keepers_needed, percent
from culling.audit.choose.refusal import Refused, nothing_moves
from culling.audit.choose.sweep import Steps, Sweep, readable
from culling.audit.choose.thinning import lots
from culling.audit.intervals import clopper_pearson
from culling.judge import Codes, Floats
from culling.labels.truth import Truth

# The folder's keepers are known far better than those among the rejected, so little of the doubt is theirs.
_DOUBT_OF_ALL = 0.2
MOST_CUTOFFS = 400


def by_share(sweep: Sweep, truth: Truth, share: float, confidence: float = CONFIDENCE) -> Guarantee | Refused:
    """Walking from the mildest cutoff, the last before one whose upper bound of the keepers lost is beyond `share`.

    Of the M photos that a cutoff rejects, at most M · q are keepers, and of all N at least N · r, with q and r exact
    one-sided bounds (Clopper and Pearson) on labels that are thinned until every photo of the folder was as likely; 4/5
    of the doubt is spent on q and 1/5 on r (Bonferroni). The cutoffs tried follow from the measures alone, and the walk
    ends at the first that fails: fixed-sequence testing, as in `bounds`. Nor can more be lost than is not labelled.

    Args:
        truth: labels that stand for the folder (`Truth.sampled`), of any weights.
    """
    steps = Steps.of(sweep, truth)
    if not len(steps.edges):
        return nothing_moves(steps, sweep.name) or _refused(steps, share, confidence)
    levers = _levers(sweep)
    bounds = _bounds(sweep, truth, levers, 1 - confidence)
    passed = int(np.flatnonzero(np.append(bounds > share, True))[0]) - 1
    step = steps.at(levers[passed]) if passed >= 0 else 0
    if passed < 0 or steps.missed[step] == steps.missed[0]:
        return _refused(steps, share, confidence)
    bound = float(bounds[passed])
    before = sweep.places[sweep.places < levers[passed]].max()  # the same photos are rejected from there on
    lever = readable(float(before), float(levers[passed]))
    return Guarantee(lever, steps, step, share, confidence, int(steps.lost[step]), steps.keepers, bound, "share")


def _levers(sweep: Sweep) -> Floats:
    """From mild to strict, each behind one photo more, or several where there are many; up to the last photo."""
    places = np.unique(sweep.places[~np.isnan(sweep.places) & ~sweep.always])
    chosen = np.unique(np.linspace(0, len(places) - 1, min(len(places), MOST_CUTOFFS)).astype(np.int64))
    return places[chosen]


def _bounds(sweep: Sweep, truth: Truth, levers: Floats, doubt: float) -> Floats:
    """The upper bound of the share of keepers lost at each lever."""
    lot, weights, keep = lots(truth), truth.weights, truth.keep
    even = lot < weights / weights.max()
    of_all = clopper_pearson(np.count_nonzero(even & keep), np.count_nonzero(even), 1 - doubt * _DOUBT_OF_ALL, "low")[0]
    keepers = max(float(of_all) * np.count_nonzero(sweep.readable), float(np.count_nonzero(keep)))
    entry = np.where(sweep.always, -np.inf, np.where(np.isnan(sweep.places), np.inf, sweep.places))
    out = np.sort(entry[sweep.readable])
    sizes = np.searchsorted(out, levers, side="left")
    mine = np.argsort(entry[truth.rows], kind="stable")
    ends = np.searchsorted(entry[truth.rows][mine], levers, side="left")
    lost_now = np.append(0, np.cumsum(keep[mine]))[ends]
    hits, counts = _even_counts(weights[mine], keep[mine], lot[mine], ends)
    upper = clopper_pearson(hits, counts, 1 - doubt * (1 - _DOUBT_OF_ALL), "high")[1]
    lost = np.minimum(upper * sizes, lost_now + (sizes - ends))
    return np.asarray(lost / max(keepers, 1e-9))


def _even_counts(weights: Floats, keep: np.ndarray, lot: Floats, ends: Codes) -> tuple[Codes, Codes]:
    """(keepers, all) among the first `ends` labels, thinned to the largest weight of all labels.

    Not to the largest among these: photos that were less likely than any of them may be rejected as well, without a
    label of theirs among these yet, and then the labels say nothing of them.
    """
    kept = lot < weights / weights.max()
    hits, counts = (np.append(0, np.cumsum(part))[ends] for part in (kept & keep, kept))
    return hits, counts


def _refused(steps: Steps, share: float, confidence: float) -> Refused:
    needed = keepers_needed(share, 0, confidence)
    return Refused(
        f"These {steps.keepers + steps.rejects:,} labels do not allow to promise {percent(share)} at any cutoff that "
        "finds something. Label more of what is rejected, see “Label these next”, or photos at random until "
        f"{needed:,} labelled ones are keepers, if none of these is lost.",
        max(needed - steps.keepers, 1),
    )
