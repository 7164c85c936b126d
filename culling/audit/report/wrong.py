"""The photos that a policy decides otherwise than people said, with what its rules say of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.audit.at_cutoff import Check
from culling.audit.confusion import Cell, rows_in
from culling.explain import Reason, full_reasons, margin_of
from culling.flip import verdict_of
from culling.judge import MAYBE, apply, measured, seen
from culling.labels.truth import Truth
from culling.policy import Policy, Rule

_NEAREST = 2


@dataclass(frozen=True)
class Wrong:
    """One photo that was decided wrongly.

    Attributes:
        path: as in the table.
        verdict: the policy's alone.
        reasons: why, with values, cutoffs and margins; of a missed photo what comes nearest to rejecting it.
        score: how far beyond a cutoff it lies, as a share of the cutoff: > 0 rejected, NaN unjudged.
    """

    path: str
    verdict: str
    reasons: str
    score: float


def wrong(
    table: pd.DataFrame, policy: Policy, truth: Truth, check: Check, decisions: pd.DataFrame, cell: Cell
) -> tuple[Wrong, ...]:
    """The photos of one cell, the worst first.

    Those are keepers that lie farthest beyond a cutoff; and rejects that nobody would look at again, before those that
    are maybe, farthest from a cutoff.

    Args:
        table: of the photos, without marks.
        policy: the one that was checked.
        truth: what people said.
        check: of the policy against the labels.
        decisions: `decide` on this table.
        cell: "fp" for lost keepers, "fn" for missed rejects.
    """
    rows = rows_in(truth, check.rejected, cell)
    scores = np.nan_to_num(check.scores[rows], nan=-np.inf)
    doubted = decisions["verdict"].cat.codes.to_numpy()[rows] == MAYBE
    rows = rows[np.lexsort((-scores if cell == "fp" else scores, doubted))]
    verdicts = decisions["verdict"].astype(str).iloc[rows]
    why = full_reasons(table, policy, rows)
    nearest = _nearest(table.iloc[rows], policy) if cell == "fn" else [""] * len(rows)
    return tuple(
        Wrong(str(path), verdict, reasons or near, float(check.scores[row]))
        for path, verdict, reasons, near, row in zip(verdicts.index, verdicts, why, nearest, rows, strict=True)
    )


def _nearest(rows: pd.DataFrame, policy: Policy) -> list[str]:
    """Of each photo the rules that come nearest to rejecting it, on two measures, in words; "" where none counts."""
    if not policy.rules:
        return [""] * len(rows)
    shares = np.column_stack([apply(rule, seen(rule, rows))[2] for rule in policy.rules])
    counting = np.isfinite(shares)
    order = np.argsort(np.where(counting, shares, np.inf), axis=1, kind="stable")
    values = {rule.metric: measured(rows, rule.metric).tolist() for rule in policy.rules}
    told = []
    for row, places in enumerate(order.tolist()):
        nearest: dict[str, Rule] = {}
        for place in places:
            if counting[row, place]:
                nearest.setdefault(policy.rules[place].metric, policy.rules[place])
        words = [_words(rule, values[metric][row]) for metric, rule in list(nearest.items())[:_NEAREST]]
        told.append(f"nearest: {'; '.join(words)}" if words else "")
    return told


def _words(rule: Rule, value: float) -> str:
    return Reason(rule, value, verdict_of(rule, value), margin_of(rule, value), np.nan, None).text
