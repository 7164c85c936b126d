"""Moving one cutoff from mild to strict: which photos are rejected on the way, and what that does to labelled ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from culling.judge import Bools, Codes, Floats, check_columns, judge, seen, text_codes
from culling.labels.truth import Truth
from culling.policy import Policy
from culling.rule import Rule, Side

MARGIN = "margin"


@dataclass(frozen=True, eq=False)
class Sweep:
    """One cutoff of a policy, free to move, the rest as it is. A photo is rejected where it lies below the lever.

    The lever grows from mild to strict: it is the cutoff itself for "below" and its negative for "above"; of the whole
    policy it is the margin below which photos are rejected. The group guard is left aside: it takes photos out of the
    rejected and never adds one, so that what is said of lost keepers holds with it all the more.

    Attributes:
        name: the measure, or "margin" for all cutoffs together.
        side: of the rule; "below" for the margin.
        places: where each photo of the table lies; NaN where the cutoff never rejects it.
        always: photos that the other rules reject, wherever the lever stands.
        readable: photos without an error: the folder that rates tell of.
        present: where the lever stands now; NaN where the policy has no such rule.
        policy_at: the policy with the lever elsewhere, and with a band of doubt up to a second, milder one.
    """

    name: str
    side: Side
    places: Floats
    always: Bools
    readable: Bools
    present: float
    policy_at: Callable[[float, float | None], Policy]

    def cutoff(self, lever: float) -> float:
        """As the rule says it, in the measure's unit."""
        return (lever if self.side == "below" else -lever) + 0.0

    def lever(self, cutoff: float) -> float:
        """Where the lever stands at a cutoff of the rule."""
        return (cutoff if self.side == "below" else -cutoff) + 0.0

    def rejected(self, lever: float) -> Bools:
        """Which photos of the table are rejected there, the guard aside."""
        return np.asarray(self.always | (self.places < lever))

    def policy(self, lever: float) -> Policy:
        """The policy with the lever elsewhere; a band of doubt keeps its end where that is milder than the cutoff."""
        return self.policy_at(lever, None)


def sweep_rule(table: pd.DataFrame, policy: Policy, metric: str, side: Side) -> Sweep:
    """The cutoff of one rule, also of one that the policy does not have yet; the other rules stay as they are.

    Raises:
        ValueError: no such measure, or the table lacks it or one of the policy's.
    """
    rule = next((rule for rule in policy.rules if rule.key == (metric, side)), None)
    moved = rule or Rule(metric, side, 0.0)
    check_columns(table, policy.replace(moved))
    readable = _readable(table)
    values = np.where(readable, seen(moved, table), np.nan)
    others = _rejected(table, policy.without(metric, side))
    present = np.nan if rule is None else (rule.reject if side == "below" else -rule.reject)
    at = partial(_with_cutoff, policy, moved)
    return Sweep(metric, side, values if side == "below" else -values, others, readable, present, at)


def sweep_policy(table: pd.DataFrame, policy: Policy) -> Sweep:
    """All cutoffs together, each moved by the same share of its `Rule.reach`: 0 is the policy as it is, −0.1 has every
    cutoff milder by a tenth of itself.

    Raises:
        ValueError: the table lacks a measure of the policy.
    """
    margin = judge(table, policy).margin
    # Cutoffs are rounded as well: a photo that lies at one must not come out beyond it by a rounding error.
    margin = np.where(margin < 0, np.minimum(np.round(margin, 12), -1e-12), np.round(margin, 12))
    nobody = np.zeros(len(table), np.bool_)
    present = 0.0 if policy.rules else np.nan
    return Sweep(MARGIN, "below", margin, nobody, _readable(table), present, partial(_shifted_policy, policy))


def shifted(policy: Policy, share: float) -> Policy:
    """Every cutoff stricter by this share of its `Rule.reach`, milder where it is below 0; bands go along."""
    return replace(policy, rules=tuple(_shifted(rule, share * rule.reach) for rule in policy.rules))


def _shifted(rule: Rule, by: float) -> Rule:
    by = by if rule.side == "below" else -by
    return replace(rule, reject=_short(rule.reject + by), maybe=None if rule.maybe is None else _short(rule.maybe + by))


def _short(value: float) -> float:
    """Without the rounding errors of an addition, which nobody wants to read."""
    return float(f"{value:.12g}")


def _shifted_policy(policy: Policy, lever: float, band: float | None = None) -> Policy:
    moved = shifted(policy, lever)
    if band is None:
        return moved
    ends = {rule.key: rule.reject for rule in shifted(policy, band).rules} if band > lever else {}
    return replace(moved, rules=tuple(replace(rule, maybe=ends.get(rule.key)) for rule in moved.rules))


def _with_cutoff(policy: Policy, rule: Rule, lever: float, band: float | None = None) -> Policy:
    """A band of doubt keeps its end as long as that is milder than the cutoff, and is dropped where it is not."""
    below = rule.side == "below"
    cutoff = (lever if below else -lever) + 0.0
    maybe = rule.maybe if band is None else (band if below else -band) + 0.0
    if maybe is not None and (maybe <= cutoff if below else maybe >= cutoff):
        maybe = None
    return policy.replace(replace(rule, reject=cutoff, maybe=maybe))


def _readable(table: pd.DataFrame) -> Bools:
    return np.asarray(text_codes(table, "error")[0] < 0)


def _rejected(table: pd.DataFrame, policy: Policy) -> Bools:
    return np.asarray(judge(table, policy).fired != 0)


@dataclass(frozen=True, eq=False)
class Steps:
    """What becomes of the labelled photos as the lever goes from mild to strict, step by step.

    At step k the lever stands behind `edges[k - 1]` and not behind `edges[k]`: the photos on the first k edges are
    rejected. There are `len(edges)` + 1 steps; the first is the mildest. Photos of one place change sides together.

    Attributes:
        edges: places of labelled photos that the lever can reject, ascending, each once.
        lost, missed: labelled keepers that are rejected and labelled rejects that are not, at each step.
        lost_weight, missed_weight: the same, as the sum of their weights.
        lost_square, missed_square: … and of their squared weights, for the spread.
        keepers, rejects: labels of each kind.
        keeper_weight, reject_weight: sum of the weights of each kind.
        square: sum of all squared weights.
        ends: the lowest and the highest place of any photo in the table.
    """

    edges: Floats
    lost: Codes
    missed: Codes
    lost_weight: Floats
    missed_weight: Floats
    lost_square: Floats
    missed_square: Floats
    keepers: int
    rejects: int
    keeper_weight: float
    reject_weight: float
    square: float
    ends: tuple[float, float]

    @staticmethod
    def of(sweep: Sweep, truth: Truth) -> Steps:
        """Walk along the labels; O(n log n)."""
        places, always = sweep.places[truth.rows], sweep.always[truth.rows]
        free = ~always & ~np.isnan(places)
        edges, at = np.unique(places[free], return_inverse=True)
        keep, weights = truth.keep, truth.weights

        def rejected(of: Floats, among: Bools) -> Floats:
            """Per step, the sum over those rejected."""
            moved = np.bincount(at, (of * among)[free], minlength=len(edges))
            return np.concatenate([[0.0], np.cumsum(moved)]) + float((of * among)[always].sum())

        def left(of: Floats, among: Bools) -> Floats:
            return np.maximum(float(of[among].sum()) - rejected(of, among), 0.0)

        ones, squares = np.ones(len(truth)), weights**2
        known = sweep.places[~np.isnan(sweep.places)]
        return Steps(
            edges=edges,
            lost=np.rint(rejected(ones, keep)).astype(np.int64),
            missed=np.rint(left(ones, ~keep)).astype(np.int64),
            lost_weight=rejected(weights, keep),
            missed_weight=left(weights, ~keep),
            lost_square=rejected(squares, keep),
            missed_square=left(squares, ~keep),
            keepers=int(keep.sum()),
            rejects=int((~keep).sum()),
            keeper_weight=float(weights[keep].sum()),
            reject_weight=float(weights[~keep].sum()),
            square=float(squares.sum()),
            ends=(float(known.min()), float(known.max())) if len(known) else (np.nan, np.nan),
        )

    def __len__(self) -> int:
        return len(self.edges) + 1

    @property
    def weight(self) -> float:
        """Sum of all weights."""
        return self.keeper_weight + self.reject_weight

    def at(self, lever: float) -> int:
        """The step of a lever; a photo exactly there is not rejected."""
        return int(np.searchsorted(self.edges, lever, side="left"))

    def between(self, step: int) -> tuple[float, float]:
        """The levers of a step: above the first number, up to the second. The outermost reach to the last photo."""
        low, high = self.ends
        first = self.edges[step - 1] if step else low - _gap(low)
        last = self.edges[step] if step < len(self.edges) else max(high, first) + _gap(high)
        return float(first), float(last)

    def lever(self, step: int) -> float:
        """A number that a person would write within the step; at the mildest one that rejects no photo."""
        first, last = self.between(step)
        return readable(first, self.ends[0] if step == 0 else last)


def _gap(value: float) -> float:
    """A little beyond the outermost photo."""
    return abs(value) * 0.01 or 0.01


def readable(above: float, up_to: float) -> float:
    """Near the middle of above < x ≤ up_to, with as few digits as that allows."""
    middle = above + (up_to - above) / 2
    for digits in range(1, 17):
        short = float(f"{middle:.{digits}g}")
        if above < short <= up_to:
            return short + 0.0
    return up_to
