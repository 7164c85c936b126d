"""The group guard: the last acceptable photo of a group is not rejected by a policy."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.judge import REJECT, UNJUDGED, Codes, Floats, Judged, parts_of
from culling.policy import Policy

SAVED = "saved by guard"

Bools = NDArray[np.bool_]


def saved_by_guard(
    table: pd.DataFrame, policy: Policy, judged: Judged, marks: Codes, verdict: NDArray[np.int8]
) -> Bools:
    """Which photos the guard takes out of the rejected: of each group at most one, and none without `policy.guard`.

    A group is in danger when the rules or a person reject every photo of it that can be read. Then the keeper (column
    `keeper`, where there is one), else the photo with the largest margin, else the first, becomes *maybe*: the flaw
    that the rules found is still there, so a person should look, yet the scene is not lost. Any other verdict in the
    group, a human one too, means that it is safe; what a person rejects stays rejected and cannot be saved.

    Args:
        table: its column `group` holds each photo's group, missing for photos that are alone, which have no guard.
        policy: the one that judged.
        judged: what its rules say.
        marks: of each photo −1, or its mark's place.
        verdict: of the rules and marks together.
    """
    saved = np.zeros(len(table), np.bool_)
    if not policy.guard or "group" not in table.columns:
        return saved
    groups = group_codes(table)
    safe = np.zeros(int(groups.max(initial=-1)) + 2, np.bool_)
    for part in parts_of(len(table)):
        unreadable = (verdict[part] == UNJUDGED) & (judged.errors[part] >= 0)
        safe[groups[part][(verdict[part] != REJECT) & ~unreadable]] = True
    safe[-1] = True  # where −1, for photos that are alone, looks
    candidates = np.flatnonzero((verdict == REJECT) & (marks < 0))
    candidates = candidates[~safe[groups[candidates]]]
    best = _best(candidates, groups[candidates], judged.margin[candidates], are_keepers(table)[candidates], len(safe))
    saved[best] = True
    return saved


def was_saved(decisions: pd.DataFrame) -> Bools:
    """Which photos of these decisions the guard saved."""
    reasons = decisions["reasons"].cat
    return np.array([text.startswith(SAVED) for text in reasons.categories] + [False])[reasons.codes.to_numpy()]


def group_codes(table: pd.DataFrame) -> Codes:
    """A small number for each photo's group, the same for the same group; −1 for photos that are alone."""
    column = table["group"]
    if pd.api.types.is_float_dtype(column):  # numbered 0, 1, 2 … already: 20 times as fast as asking which there are
        codes = _counted(column.to_numpy(dtype=np.float64, na_value=np.nan))
        if codes is not None:
            return codes
    places, names = pd.factorize(column)
    return np.where(np.isin(places, np.flatnonzero(names == "")), -1, places).astype(np.int64)


def _counted(numbers: Floats) -> Codes | None:
    """Numbers from 0 on, not far above the count of rows, as they are; −1 for NaN; None where there are others."""
    codes = np.empty(len(numbers), np.int64)
    for part in parts_of(len(numbers)):
        some = numbers[part]
        plain = np.where(np.isnan(some), -1.0, some)
        if not ((plain >= -1) & (plain < 2 * len(numbers)) & (plain == np.rint(plain)) & (some != -1)).all():
            return None
        codes[part] = plain
    return codes


def are_keepers(table: pd.DataFrame) -> Bools:
    """Which photos are the keepers of their groups, as far as the table says."""
    if "keeper" not in table.columns:
        return np.zeros(len(table), np.bool_)
    if table["keeper"].dtype == bool:
        return table["keeper"].to_numpy()
    return np.asarray(table["keeper"].isin([True]).to_numpy(), np.bool_)


def _best(rows: Codes, groups: Codes, margin: Floats, keeper: Bools, count: int) -> Codes:
    """Of each group the row that is the keeper, else that with the largest margin, else the first; no sorting."""
    has_keeper = np.zeros(count, np.bool_)
    has_keeper[groups[keeper]] = True
    standing = keeper | ~has_keeper[groups]
    rows, groups, margin = rows[standing], groups[standing], margin[standing]
    largest = np.full(count, -np.inf)
    np.maximum.at(largest, groups, margin)
    first = np.full(count, -1, np.int64)
    alike = margin == largest[groups]
    first[groups[alike][::-1]] = rows[alike][::-1]  # the last to be written is the first
    return first[first >= 0]
