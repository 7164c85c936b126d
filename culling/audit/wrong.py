"""The photos that a policy decides otherwise than people said, with what its rules say of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.audit.at_cutoff import Check
from culling.audit.confusion import Cell, rows_in
from culling.explain import Reason, explain, full_reasons
from culling.judge import MAYBE
from culling.labels.truth import Truth
from culling.policy import Policy


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
    return tuple(
        Wrong(str(path), verdict, reasons or _nearest(table, policy, str(path)), float(check.scores[row]))
        for path, verdict, reasons, row in zip(verdicts.index, verdicts, why, rows, strict=True)
    )


def _nearest(table: pd.DataFrame, policy: Policy, path: str) -> str:
    """What comes nearest to rejecting a kept photo, in words."""
    known = [reason for reason in explain(table, policy, path) if reason.verdict != "unjudged"]
    return f"nearest: {min(known, key=_share).text}" if known else ""


def _share(reason: Reason) -> float:
    return reason.share if reason.share == reason.share else np.inf
