"""What the rules alone say of a table: bits, bands, margins. Everything that `decide` and `explain` share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.known_texts import known_rows
from culling.marks import MARK_VERDICTS, MARKS
from culling.policy import Policy, Rule, Unless

VERDICTS = ("keep", "maybe", "reject", "unjudged")
KEEP, MAYBE, REJECT, UNJUDGED = range(4)
MARK_CODES = np.array([VERDICTS.index(verdict) for verdict in MARK_VERDICTS.values()], np.int8)
"""The verdict that each of `MARKS` gives."""

# A reason's key below zero; errors follow, the human marks lie between.
NO_MEASURE = -1
FIRST_MARK = -2
FIRST_ERROR = FIRST_MARK - len(MARKS)
GUARDED = 1 << 62  # beyond the bits of all rules: rejected by them and saved by the group guard
EXEMPT = 1 << 61  # beyond them too: kept, and the bits are those of rules that do not count and would say otherwise

_AT_ONCE = 1 << 14

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Bits = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules alone say, row by row, before any human mark.

    `fired` and `near` hold one bit per rule: rejected by it, in its band of doubt; of the smallest integers that have
    so many bits. `spared` holds the bits of rules that would do either and do not count, as their condition holds.
    `known`: any rule has a value of the photo, counting or not. `margin` is NaN where none that counts has one.
    `errors` is −1 or the place of the row's error in `error_texts`.
    """

    fired: Bits
    near: Bits
    spared: Bits
    known: Bools
    margin: Floats
    errors: Codes
    error_texts: list[str]

    @property
    def verdict(self) -> NDArray[np.int8]:
        """Codes into `VERDICTS`."""
        verdict = (self.near != 0).view(np.int8)  # KEEP is 0, MAYBE is 1
        verdict[self.fired != 0] = REJECT
        verdict[~self.known] = UNJUDGED
        return verdict

    def keys(self, part: slice = slice(None), exempt: int = EXEMPT) -> Codes:
        """One number per distinct reason: 0 keep, 2·bits doubt, 2·bits + 1 rejection, below 0 unjudged.

        `exempt` and 2·bits where a photo is kept that these rules would not keep if they counted.

        Args:
            part: of which rows.
            exempt: a bit beyond those of all rules.
        """
        fired, near, spared = (bits[part].astype(np.int64) for bits in (self.fired, self.near, self.spared))
        keys = np.where(fired != 0, 2 * fired + 1, 2 * near)
        if spared.any():
            keys = np.where((keys == 0) & (spared != 0), exempt | 2 * spared, keys)
        keys[~self.known[part]] = NO_MEASURE
        broken = np.flatnonzero(self.errors[part] >= 0)
        keys[broken] = FIRST_ERROR - self.errors[part][broken]
        return keys


def judge(table: pd.DataFrame, policy: Policy) -> Judged:
    check_columns(table, policy)
    count, kind = len(table), _bits_for(len(policy.rules))
    errors, texts = text_codes(table, "error")
    fired, near, spared = (np.zeros(count, kind) for _ in range(3))
    judged = Judged(fired, near, spared, np.zeros(count, np.bool_), np.full(count, np.nan), errors, texts)
    columns = {metric: measured(table, metric) for metric in policy.measures}
    for part in parts_of(count):
        _judge_part(judged, policy, {metric: values[part] for metric, values in columns.items()}, part)
    return judged


def parts_of(count: int) -> Iterator[slice]:
    """Rows a few at a time, so that what is worked out of them stays in a processor's own memory: 3 times as fast."""
    return (slice(start, start + _AT_ONCE) for start in range(0, count, _AT_ONCE))


def _judge_part(judged: Judged, policy: Policy, columns: Mapping[str, Floats], part: slice) -> None:
    """Judge some rows, in place, from their values."""
    fired, near, spared = judged.fired[part], judged.near[part], judged.spared[part]
    known, margin = judged.known[part], judged.margin[part]
    for metric in {rule.metric for rule in policy.rules}:
        known |= ~np.isnan(columns[metric])
    for place, rule in enumerate(policy.rules):
        values = columns[rule.metric]
        if rule.unless is not None:
            exempt = _beyond(rule.unless, columns[rule.unless.metric])
            _set_bit(spared, exempt & would_act(rule, values), place)
            values = np.where(exempt, np.nan, values)
        rejected, doubtful, share = apply(rule, values)
        _set_bit(fired, rejected, place)
        if rule.maybe is not None:
            _set_bit(near, doubtful, place)
        np.fmin(margin, share, out=margin)
    margin[(fired != 0) & (margin >= 0)] = -np.finfo(np.float64).tiny  # a share too small for a float
    broken = judged.errors[part] >= 0
    if broken.any():
        fired[broken] = near[broken] = spared[broken] = 0
        known[broken] = False
        margin[broken] = np.nan


def _bits_for(rules: int) -> type[np.integer[Any]]:
    kinds: tuple[tuple[int, type[np.integer[Any]]], ...] = ((8, np.uint8), (16, np.uint16), (32, np.uint32))
    return next((kind for most, kind in kinds if rules <= most), np.int64)


def _set_bit(bits: Bits, where: Bools, place: int) -> None:
    bits |= where.astype(bits.dtype) << bits.dtype.type(place)


def holds(unless: Unless, table: pd.DataFrame) -> Bools:
    """Where a condition exempts: the value lies beyond its cutoff; NaN does not."""
    return _beyond(unless, measured(table, unless.metric))


def _beyond(unless: Unless, values: Floats) -> Bools:
    return values < unless.cutoff if unless.side == "below" else values > unless.cutoff


def seen(rule: Rule, table: pd.DataFrame) -> Floats:
    """The values that a rule sees: its measure's, NaN where its condition exempts the photo."""
    values = measured(table, rule.metric)
    return values if rule.unless is None else np.where(holds(rule.unless, table), np.nan, values)


def exempted(rule: Rule, table: pd.DataFrame) -> Bools:
    """The photos that the rule would reject or doubt, did its condition not exempt them."""
    if rule.unless is None:
        return np.zeros(len(table), np.bool_)
    return holds(rule.unless, table) & would_act(rule, measured(table, rule.metric))


def would_act(rule: Rule, values: Floats) -> Bools:
    """Which values the rule rejects or doubts, whatever its condition says."""
    end = rule.reject if rule.maybe is None else rule.maybe
    return values < end if rule.side == "below" else values > end


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
    marks, names = text_codes(table, "mark")
    marked = np.flatnonzero(marks >= 0)
    marks[marked] = np.array([mark_code(name) if name else -1 for name in names], np.int64)[marks[marked]]
    verdict = judged.verdict
    verdict[marked] = MARK_CODES[marks[marked]]
    return marks, verdict


def check_columns(table: pd.DataFrame, policy: Policy) -> None:
    """ValueError when this is no policy, or naming the measures that it needs and the table lacks."""
    if not isinstance(policy, Policy):
        raise ValueError(f"policy must be a Policy, got {policy!r}; read a file with Policy.load(path)")
    missing = sorted(set(policy.measures) - set(table.columns))
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
    known = known_rows(table[column])
    codes, texts = pd.factorize(table[column].array[known])
    names = [str(text) for text in texts]
    places = np.full(len(table), -1, np.int64)
    places[known] = codes
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


def exempt_text(unless: Unless) -> str:
    """Why a rule does not count, in short: "exempt: subject_sharpness > 0.6"."""
    return f"exempt: {unless.text}"


def joined(parts: Iterable[str]) -> str:
    """Reasons in one text, each once."""
    return "; ".join(dict.fromkeys(parts))


def unreadable(error: str) -> str:
    """Why a photo with an error is unjudged."""
    return f"unreadable: {error}"


def nothing_judged(policy: Policy) -> str:
    """Why a photo without an error is unjudged."""
    return "no measure could judge" if policy.rules else "the policy has no rules"
