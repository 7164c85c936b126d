"""From a table and a policy to verdicts, with reasons and margins; pure, and fast enough for a slider."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.explain import Reason, explain, full_reasons
from culling.guard import SAVED, saved_by_guard
from culling.judge import (
    EXEMPT,
    FIRST_ERROR,
    FIRST_MARK,
    GUARDED,
    MAYBE,
    NO_MEASURE,
    VERDICTS,
    exempt_text,
    joined,
    judge,
    nothing_judged,
    rules_of,
    unreadable,
    with_marks,
)
from culling.marks import MARKS
from culling.policy import Policy
from culling.reason_codes import reason_codes

__all__ = [
    "MARKS",
    "SOURCES",
    "VERDICTS",
    "Reason",
    "at_the_edge",
    "counts",
    "decide",
    "explain",
    "flips",
    "full_reasons",
]

SOURCES = ("policy", "human")


def decide(table: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Judge every photo: kept unless a rule rejects it; a human mark always wins. Same input, same bytes.

    In this order: a mark gives the verdict; a photo with an error is unjudged; a value beyond a reject cutoff
    rejects; a value in a band of doubt makes it maybe; with no value at all (or no rules) nothing was judged,
    so it is unjudged; else keep. A value exactly at a cutoff is not beyond it, and NaN never rejects. Where a rule's
    condition holds, the rule does not count; a photo that has a value and that no rule counts for is kept. With
    `policy.guard` and a column `group`, of a group that would be rejected whole one photo becomes maybe instead.

    Returns:
        One row per photo, the table's index, and the columns
        `verdict` (categorical: keep, maybe, reject, unjudged), `source` (categorical: policy, human),
        `margin` (float64: the smallest over the rules of the signed distance to the reject cutoff as a share
        of `Rule.reach`; < 0 is on the rejected side, NaN where no rule that counts had a value; it is what the rules
        say, also under a human mark), `reasons` (categorical text: the rules that decided, after "saved by guard: "
        where the guard did; "" for keep, or the condition that exempts it from a rule).

    Raises:
        ValueError: the table lacks a measure of the policy, or a column holds what it cannot hold.
    """
    judged = judge(table, policy)
    marks, verdict = with_marks(table, judged)
    saved = saved_by_guard(table, policy, judged, marks, verdict)
    verdict[saved] = MAYBE
    codes, keys = reason_codes(judged, marks, saved, len(policy.rules))
    return pd.DataFrame(
        {
            "verdict": pd.Categorical.from_codes(verdict, categories=pd.Index(VERDICTS)),
            "source": pd.Categorical.from_codes((marks >= 0).view(np.int8), categories=pd.Index(SOURCES)),
            "margin": judged.margin,
            "reasons": _texts(codes, [_reason(key, policy, judged.error_texts) for key in keys]),
        },
        index=table.index,
        copy=False,
    )


def counts(decisions: pd.DataFrame) -> dict[str, int]:
    """How many photos have each verdict; all four are there, also with 0."""
    codes = decisions["verdict"].cat.codes.to_numpy()
    return dict(zip(VERDICTS, np.bincount(codes, minlength=len(VERDICTS)).tolist(), strict=True))


def flips(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The photos whose verdict changed between two decisions, those nearest to a cutoff first.

    Returns:
        Index as in `after`, columns `was`, `is`, `margin` and `reasons` (both of `after`).

    Raises:
        ValueError: the two are not decisions on the same photos in the same order.
    """
    if not before.index.equals(after.index):
        raise ValueError(
            f"before ({len(before)} rows) and after ({len(after)} rows) are not of the same photos; "
            "decide twice on one table"
        )
    changed = before["verdict"].cat.codes.to_numpy() != after["verdict"].cat.codes.to_numpy()
    found = after.loc[changed, ["verdict", "margin", "reasons"]].rename(columns={"verdict": "is"})
    found.insert(0, "was", before.loc[changed, "verdict"])
    nearest = np.argsort(np.abs(found["margin"].to_numpy()), kind="stable")
    return found.iloc[nearest]


def at_the_edge(table: pd.DataFrame, policy: Policy, n: int, metric: str | None = None) -> pd.DataFrame:
    """The up to `n` photos on each side that lie nearest to the reject cutoff, from rejected to kept.

    With `metric`, nearest to that measure's cutoffs alone. Photos without a margin are never at the edge.

    Returns:
        The rows of `decide(table, policy)`, `margin` in ascending order; with `metric` its margin alone.

    Raises:
        ValueError: `n` below 1, or the policy has no rule on `metric`.
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
    decisions = decide(table, policy)
    if metric is not None:
        rules = policy.rules_on(metric)
        if not rules:
            known = ", ".join(rule.metric for rule in policy.rules) or "none"
            raise ValueError(f"policy {policy.name!r} has no rule on {metric!r}; its rules are on: {known}")
        decisions["margin"] = judge(table, Policy(policy.name, rules)).margin
    margin = decisions["margin"].to_numpy()
    order = np.argsort(margin, kind="stable")[: np.count_nonzero(~np.isnan(margin))]
    first_kept = int(np.searchsorted(margin[order], 0.0))
    return decisions.iloc[order[max(first_kept - n, 0) : first_kept + n]]


def _texts(codes: NDArray[np.integer[Any]], texts: list[str]) -> pd.Categorical:
    """The text of each row's key as a categorical, each text once."""
    places = {entry: place for place, entry in enumerate(dict.fromkeys(texts))}
    if len(places) < len(texts):
        codes = np.array([places[entry] for entry in texts])[codes]
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(places), dtype=object))


def _reason(key: int, policy: Policy, error_texts: list[str]) -> str:
    if key <= FIRST_ERROR:
        return unreadable(error_texts[FIRST_ERROR - key])
    if key <= FIRST_MARK:
        return f"marked {MARKS[FIRST_MARK - key]}"
    if key == NO_MEASURE:
        return nothing_judged(policy)
    rules = rules_of((key & ~(GUARDED | EXEMPT)) >> 1, policy)
    if key & EXEMPT:
        return joined(exempt_text(rule.unless) for rule in rules if rule.unless is not None)
    text = joined(rule.text if key & 1 else rule.band for rule in rules)
    return f"{SAVED}: {text}" if key & GUARDED else text
