"""A folder cut into strata by how close the policy's verdict is, with what the labels say of each so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.judge import REJECT, Bools, Codes, Floats, judge, text_codes
from culling.labels.truth import Truth
from culling.policy import Policy

# Of each side of the cutoffs: nearest tenth, up to a quarter, up to half, the far half. Fewer strata where a side has
# few photos: one of less than `_SMALL` would ask for labels only to be counted.
_SHARES = np.array([0.1, 0.25, 0.5, 1.0])
_SMALL = 20


@dataclass(frozen=True, eq=False)
class MarginStrata:
    """Strata by side and |margin|, nearest first; photos without a margin are the last one, on the kept side.

    Attributes:
        codes: stratum of each photo of the table; −1 for photos that cannot be read, which stand for nothing.
        rejected: per stratum, whether its photos are rejected.
        sizes: photos in each.
        labelled: labels in each, from `truth`.
        rejects: of these, how many say reject.
        taken: photos of the table that are not to be drawn.
        open: photos in each that may still be drawn.
        policy_id: the policy whose margins these are.
        unknown: whether the last stratum holds photos without a margin.
    """

    codes: Codes
    rejected: Bools
    sizes: Codes
    labelled: Codes
    rejects: Codes
    taken: Bools
    open: Codes
    policy_id: str
    unknown: bool = False

    @property
    def smoothed(self) -> Floats:
        """The share of rejects in each stratum, with half a photo of each kind added (Jeffreys' Beta(½, ½))."""
        return (self.rejects + 0.5) / (self.labelled + 1.0)

    @property
    def spread(self) -> Floats:
        """Expected variance r(1 − r) of one label in each stratum under the same prior; ⅛ where nothing is known."""
        yes, no = self.rejects + 0.5, self.labelled - self.rejects + 0.5
        return yes * no / ((yes + no) * (yes + no + 1.0))


def margin_strata(table: pd.DataFrame, policy: Policy, truth: Truth, taken: Bools | None = None) -> MarginStrata:
    """Cut the folder by the policy's margins, human marks and the group guard aside.

    Args:
        table: the folder's photos.
        policy: whose verdicts are to be checked.
        truth: labels so far.
        taken: photos that are not to be drawn; those that `truth` labels when left out.
    """
    judged = judge(table, policy)
    readable = text_codes(table, "error")[0] < 0
    rejected = (judged.verdict == REJECT) & readable
    codes = np.full(len(table), -1, np.int64)
    sides: list[bool] = []
    for side in (True, False):
        members = np.flatnonzero((rejected == side) & readable & ~np.isnan(judged.margin))
        codes[members] = len(sides) + _nearness(np.abs(judged.margin[members]))
        sides += [side] * (int(codes[members].max(initial=len(sides) - 1)) + 1 - len(sides))
    rest = readable & (codes < 0)
    codes[rest] = len(sides)
    sides += [False] * bool(rest.any())
    if taken is None:
        taken = np.zeros(len(table), np.bool_)
        taken[truth.rows] = True
    return MarginStrata(
        codes=codes,
        rejected=np.array(sides, np.bool_),
        sizes=_count(codes, len(sides)),
        labelled=_count(codes[truth.rows], len(sides)),
        rejects=_count(codes[truth.rows[~truth.keep]], len(sides)),
        taken=taken,
        open=_count(codes[~taken], len(sides)),
        policy_id=policy.policy_id,
        unknown=bool(rest.any()),
    )


def _nearness(distance: Floats) -> Codes:
    """0 for the photos nearest to the cutoff, and so on; equal distances may fall on both sides of a bound."""
    count = len(distance)
    ends = np.ceil(_SHARES * count).astype(np.int64)
    kept: list[int] = []
    for end in ends:
        if end - (kept[-1] if kept else 0) >= _SMALL:
            kept.append(int(end))
    if not kept or kept[-1] != count:
        kept = [*kept[:-1], count]
    ranks = np.empty(count, np.int64)
    ranks[np.argsort(distance, kind="stable")] = np.arange(count)
    return np.searchsorted(np.array(kept), ranks, side="right").astype(np.int64)


def _count(codes: Codes, length: int) -> Codes:
    return np.bincount(codes[codes >= 0], minlength=length).astype(np.int64)
