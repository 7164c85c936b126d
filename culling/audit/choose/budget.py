"""Cutoffs for a person who can look at so many photos: the surest are rejected, the next looked at, the rest kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.audit.choose.bounds import Guarantee
from culling.audit.choose.refusal import Refused
from culling.audit.choose.sweep import Sweep, readable
from culling.audit.intervals import Rate, weighted_rate
from culling.audit.said import decide_alone
from culling.decide import SOURCES, decide
from culling.judge import MAYBE, REJECT, Bools, text_codes
from culling.labels.truth import Truth
from culling.policy import Policy


@dataclass(frozen=True, eq=False)
class Plan:
    """What a person looks at, what is rejected without a look, and what goes wrong there.

    Attributes:
        policy: the policy with its reject cutoff and its band of doubt.
        promise: how many keepers may be lost, and on which labels that rests.
        end: where the band ends, as a lever of the sweep; the promise's lever where it is empty.
        review: photos that have no mark and are maybe: what a person looks at.
        band: photos of these that lie in the new band; the others are in doubt by other rules or the guard.
        lost: the share of all readable photos that are keepers and rejected.
        missed: the share of all readable photos that should go, and are neither rejected nor looked at.
        wrong: both: what is left to go wrong.
        photos: readable photos of the table, what the shares are of.
    """

    policy: Policy
    promise: Guarantee
    end: float
    review: int
    band: int
    lost: Rate
    missed: Rate
    wrong: Rate
    photos: int


def plan_review(table: pd.DataFrame, sweep: Sweep, truth: Truth, photos: int, promise: Guarantee) -> Plan | Refused:
    """Reject at the cutoff of the promise; of what is left, the `photos` nearest to it become maybe.

    That finds most rejects: what lies further out is kept, and the band is where a photo beyond it would be missed.
    Photos that are maybe by another rule or by the group guard are part of the budget; marked ones were looked at.

    Raises:
        ValueError: a budget below 1.
    """
    if photos < 1:
        raise ValueError(f"a person must look at 1 photo at least, got {photos}")
    lever = promise.lever
    rejecting = sweep.policy_at(lever, lever)
    decided = decide(table, rejecting)
    unmarked = decided["source"].cat.codes.to_numpy() == SOURCES.index("policy")
    verdict = decided["verdict"].cat.codes.to_numpy()
    doubted = int(np.count_nonzero(unmarked & (verdict == MAYBE)))
    if doubted > photos:
        return Refused(
            f"{doubted:,} photos are maybe already, by other rules or the group guard: more than the {photos:,} that "
            "you can review. Narrow the bands of the other rules, or choose for all cutoffs together.",
            by_labels=False,
        )
    free = unmarked & (verdict != MAYBE) & (verdict != REJECT) & (sweep.places >= lever)
    end = _end(sweep, free, lever, photos - doubted)
    policy = sweep.policy_at(lever, end)
    review = _in_doubt(table, policy)
    lost, missed, wrong = _errors(table, policy, truth)
    there = int(np.count_nonzero(text_codes(table, "error")[0] < 0))
    return Plan(policy, promise, end, review, review - doubted, lost, missed, wrong, there)


def _end(sweep: Sweep, free: Bools, lever: float, room: int) -> float:
    """The lever up to which at most `room` of the free photos lie; photos of one place come in together or not."""
    places = np.sort(sweep.places[free])
    if not room or not len(places):
        return lever
    if room >= len(places):
        return readable(float(places[-1]), float(places[-1] + (abs(places[-1]) * 0.02 or 0.01)))
    before = int(np.searchsorted(places, places[room], side="left"))
    if not before:
        return lever  # more photos share the first place than there is room for
    return readable(float(places[before - 1]), float(places[room]))


def _in_doubt(table: pd.DataFrame, policy: Policy) -> int:
    decided = decide(table, policy)
    by_policy = decided["source"].cat.codes.to_numpy() == SOURCES.index("policy")
    return int(np.count_nonzero(by_policy & (decided["verdict"].cat.codes.to_numpy() == MAYBE)))


def _errors(table: pd.DataFrame, policy: Policy, truth: Truth) -> tuple[Rate, Rate, Rate]:
    """(lost, missed, either) of the policy alone: marked photos would answer for it."""
    verdict = decide_alone(table, policy)["verdict"].cat.codes.to_numpy()[truth.rows]
    lost = truth.keep & (verdict == REJECT)
    missed = ~truth.keep & (verdict != REJECT) & (verdict != MAYBE)
    everything = np.ones(len(truth), np.bool_)
    of_lost, of_missed, of_both = (
        weighted_rate(hits, everything, truth.weights) for hits in (lost, missed, lost | missed)
    )
    return of_lost, of_missed, of_both


def nearest(table: pd.DataFrame, policy: Policy, photos: int) -> list[str]:
    """The unmarked photos nearest to a cutoff on either side, nearest first: to look at with the policy as it is."""
    decided = decide(table, policy)
    margin = np.abs(decided["margin"].to_numpy())
    unmarked = decided["source"].cat.codes.to_numpy() == SOURCES.index("policy")
    rows = np.flatnonzero(unmarked & ~np.isnan(margin))
    rows = rows[np.argsort(margin[rows], kind="stable")][:photos]
    return [str(path) for path in table.index[rows]]
