"""What the rules alone say of a table: bits, bands, margins. Everything that `decide` and `explain` share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.marks import MARK_VERDICTS, MARKS
from culling.policy import Policy, Rule

VERDICTS = ("keep", "maybe", "reject", "unjudged")
KEEP, MAYBE, REJECT, UNJUDGED = range(4)
MARK_CODES = np.array([VERDICTS.index(verdict) for verdict in MARK_VERDICTS.values()], np.int8)
"""The verdict that each of `MARKS` gives."""

# A reason's key below zero; errors follow, the human marks lie between.
NO_MEASURE = -1
FIRST_MARK = -2
FIRST_ERROR = FIRST_MARK - len(MARKS)
GUARDED = 1 << 62  # beyond the bits of all rules: rejected by them and saved by the group guard

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules alone say, row by row, before any human mark.

    `fired` and `near` hold one bit per rule: rejected by it, in its band of doubt. `errors` is −1 or the place
    of the row's error in `error_texts`.
    """

    fired: Codes
    near: Codes
    margin: Floats
    errors: Codes
    error_texts: list[str]

    @property
    def verdict(self) -> NDArray[np.int8]:
        """Codes into `VERDICTS`."""
        verdict = np.where(self.fired != 0, REJECT, np.where(self.near != 0, MAYBE, KEEP)).astype(np.int8)
        verdict[np.isnan(self.margin)] = UNJUDGED
        return verdict

    def keys(self) -> Codes:
        """One number per distinct reason: 0 keep, 2·bits doubt, 2·bits + 1 rejection, below 0 unjudged."""
        keys = np.where(self.fired != 0, 2 * self.fired + 1, 2 * self.near)
        keys[np.isnan(self.margin)] = NO_MEASURE
        return np.where(self.errors >= 0, FIRST_ERROR - self.errors, keys)


def judge(table: pd.DataFrame, policy: Policy) -> Judged:
    check_columns(table, policy)
    fired = np.zeros(len(table), np.int64)
    near = np.zeros(len(table), np.int64)
    margin = np.full(len(table), np.nan)
    for place, rule in enumerate(policy.rules):
        rejected, doubtful, share = apply(rule, measured(table, rule.metric))
        fired |= rejected.astype(np.int64) << place
        near |= doubtful.astype(np.int64) << place
        np.fmin(margin, share, out=margin)
    margin[(fired != 0) & (margin >= 0)] = -np.finfo(np.float64).tiny  # a share too small for a float
    errors, texts = text_codes(table, "error")
    fired[errors >= 0] = near[errors >= 0] = 0
    margin[errors >= 0] = np.nan
    return Judged(fired, near, margin, errors, texts)


def apply(rule: Rule, values: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_], Floats]:
    """(rejected, in the band of doubt, margin as a share of the rule's reach); NaN is neither."""
    below = rule.side == "below"
    rejected = values < rule.reject if below else values > rule.reject
    with np.errstate(over="ignore"):
        share = (values - rule.reject if below else rule.reject - values) / rule.reach
    if rule.maybe is None:
        return rejected, np.zeros(len(values), np.bool_), share
    doubtful = values < rule.maybe if below else values > rule.maybe
    return rejected, doubtful & ~rejected, share


def with_marks(table: pd.DataFrame, judged: Judged) -> tuple[Codes, NDArray[np.int8]]:
    """(place of each row's mark in `MARKS`, or −1; the verdict of marks and rules together: a mark always wins)."""
    places, names = text_codes(table, "mark")
    marks = np.array([mark_code(name) if name else -1 for name in names] + [-1])[places]  # −1 picks the last entry
    return marks, np.where(marks >= 0, MARK_CODES[marks], judged.verdict).astype(np.int8)


def check_columns(table: pd.DataFrame, policy: Policy) -> None:
    """ValueError when this is no policy, or naming the measures that it needs and the table lacks."""
    if not isinstance(policy, Policy):
        raise ValueError(f"policy must be a Policy, got {policy!r}; read a file with Policy.load(path)")
    missing = sorted({rule.metric for rule in policy.rules} - set(table.columns))
    if missing:
        raise ValueError(
            f"the table has no column {', '.join(missing)}, which policy {policy.name!r} needs; "
            "scan the folder again with this version, or take the rule out of the policy"
        )


def measured(table: pd.DataFrame, metric: str) -> Floats:
    """A measure's column as float64, None and missing as NaN; ValueError when it holds text."""
    try:
        return table[metric].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise ValueError(f"column {metric} must hold numbers: {error}; scan the folder again") from error


def text_codes(table: pd.DataFrame, column: str) -> tuple[Codes, list[str]]:
    """(place of each row's text in the list, or −1 for none; the distinct texts); no such column: all −1."""
    if column not in table.columns:
        return np.full(len(table), -1, np.int64), []
    codes, texts = pd.factorize(table[column])
    places = codes.astype(np.int64)
    names = [str(text) for text in texts]
    if "" in names:  # what a CSV file makes of nothing
        places[places == names.index("")] = -1
    return places, names


def mark_code(mark: str) -> int:
    if mark not in MARKS:
        raise ValueError(f"mark must be None or one of {', '.join(MARKS)}, got {mark!r}")
    return MARKS.index(mark)


def rules_of(bits: int, policy: Policy) -> list[Rule]:
    """The rules whose bits are set."""
    return [rule for place, rule in enumerate(policy.rules) if bits >> place & 1]


def joined(parts: Iterable[str]) -> str:
    """Reasons in one text, each once."""
    return "; ".join(dict.fromkeys(parts))


def unreadable(error: str) -> str:
    """Why a photo with an error is unjudged."""
    return f"unreadable: {error}"


def nothing_judged(policy: Policy) -> str:
    """Why a photo without an error is unjudged."""
    return "no measure could judge" if policy.rules else "the policy has no rules"
