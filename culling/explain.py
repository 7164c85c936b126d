"""A verdict in full: each rule with the value, the cutoff, the distance between them, and what would change it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.flip import Flip, Move, moves_of, share_of, verdict_of
from culling.guard import SAVED, group_codes, saved_by_guard
from culling.judge import (
    KEEP,
    MAYBE,
    REJECT,
    UNJUDGED,
    VERDICTS,
    Floats,
    apply,
    joined,
    judge,
    measured,
    nothing_judged,
    rules_of,
    unreadable,
    with_marks,
)
from culling.marks import MARKS
from culling.policy import Policy, Rule
from culling.rule import number


@dataclass(frozen=True, slots=True)
class Reason:
    """What one rule says of one photo.

    Attributes:
        rule: the rule.
        value: what was measured, in the measure's unit; NaN where it could not say.
        verdict: this rule's alone: "reject", "maybe", "keep", "exempt" where its condition holds, "unjudged" for NaN.
        margin: signed distance to the reject cutoff in the measure's unit; < 0 is on the rejected side. NaN where the
            rule is exempt: it counts for nothing.
        share: the same as a share of `Rule.reach`, as in the margin of `decide`.
        flip: the nearest cutoff that would change what this rule says; None for NaN, and where no cutoff would.
        other: what was measured for its condition; NaN without one.
    """

    rule: Rule
    value: float
    verdict: str
    margin: float
    share: float
    flip: Move | None
    other: float = math.nan

    @property
    def exempt(self) -> str:
        """Why the rule does not count: "exempt: subject_sharpness 0.82 > 0.6"; "" where it does."""
        unless = self.rule.unless
        if unless is None or self.verdict != "exempt":
            return ""
        sign = "<" if unless.side == "below" else ">"
        return f"exempt: {unless.metric} {_beside(self.other, unless.cutoff)} {sign} {number(unless.cutoff)}"

    @property
    def text(self) -> str:
        """In words: "laplacian_variance 312.4 < 400 (margin −87.6)"."""
        name, value = self.rule.metric, _beside(self.value, self.rule.reject)
        margin = _beside(self.margin, 0.0).replace("-", "−")
        if self.verdict == "unjudged":
            return f"{name} could not be measured"
        if self.verdict == "maybe":
            low, high = sorted((self.rule.reject, self.rule.maybe or 0.0))
            return f"{name} {_beside(self.value, high, low)} in {number(low)}–{number(high)} (margin {margin})"
        signs = ("<", "≥") if self.rule.side == "below" else (">", "≤")
        sign = signs[margin_of(self.rule, self.value) >= 0]
        if self.verdict == "exempt":
            return f"{name} {value} {sign} {number(self.rule.reject)}, {self.exempt}"
        return f"{name} {value} {sign} {number(self.rule.reject)} (margin {margin})"


def explain(table: pd.DataFrame, policy: Policy, path: str) -> list[Reason]:
    """What each rule of the policy says of one photo (`path`, a row), in the policy's order; empty without rules.

    Raises:
        ValueError: no such photo in the table, or no such measure.
    """
    row = _row(table, path)
    judge(row, policy)
    return [_reason(rule, *_values(row, rule)) for rule in policy.rules]


def nearest_flip(table: pd.DataFrame, policy: Policy, path: str) -> Flip | None:
    """What would change the verdict of one photo with the least move of cutoffs, as shares of their rules' reach.

    One cutoff, or one of each rule where several reject the photo or hold it in doubt. Where the group guard looks
    at the photo, cutoffs that another photo of its group passes count as well, and the verdict is what the guard
    leaves. None under a human mark, which no cutoff overrules, for what is unjudged, and for a photo saved by the
    guard whose verdict none of these moves changes.

    Raises:
        ValueError: no such photo in the table, or no such measure.
    """
    rows, place = _company(table, policy, path)
    judged = judge(rows, policy)
    marks, verdicts = with_marks(rows, judged)
    if marks[place] >= 0 or verdicts[place] == UNJUDGED:
        return None
    now = _verdict(rows, place, policy, ())
    ways = [
        way
        for row in np.flatnonzero((marks < 0) & (verdicts != UNJUDGED)).tolist()
        for way in _ways(VERDICTS[verdicts[row]], _said_of(rows.iloc[[row]], policy))
    ]
    flips = (Flip(_verdict(rows, place, policy, way), way) for way in sorted(ways, key=share_of))
    return next((flip for flip in flips if flip.verdict != now), None)


def _said_of(row: pd.DataFrame, policy: Policy) -> list[tuple[str, list[Move]]]:
    """What each rule says of a photo, and what would change it."""
    values = [_values(row, rule) for rule in policy.rules]
    return [(verdict_of(rule, *own), moves_of(rule, *own)) for rule, own in zip(policy.rules, values, strict=True)]


def _values(row: pd.DataFrame, rule: Rule) -> tuple[float, float]:
    """What a rule and its condition look at in the first row; NaN for no condition."""
    other = math.nan if rule.unless is None else float(measured(row, rule.unless.metric)[0])
    return float(measured(row, rule.metric)[0]), other


def _ways(verdict: str, said: list[tuple[str, list[Move]]]) -> list[tuple[Move, ...]]:
    """What changes a verdict: one cutoff, or one of each rule that says it."""
    if verdict == "keep":
        return [(move,) for _, moves in said for move in moves]
    doubtful = verdict == "maybe"
    ways: list[tuple[Move, ...]] = [
        (move,) for _, moves in said for move in moves if doubtful and move.verdict == "reject"
    ]
    away = [[move for move in moves if move.verdict != "reject"] for own, moves in said if own == verdict]
    return [*ways, tuple(moves[0] for moves in away)] if all(away) else ways


def _verdict(rows: pd.DataFrame, place: int, policy: Policy, moves: tuple[Move, ...]) -> str:
    """Of the photo at `place`, after these moves, with the guard."""
    moved = policy.replace(*(move.moved for move in moves))
    judged = judge(rows, moved)
    marks, verdicts = with_marks(rows, judged)
    verdicts[saved_by_guard(rows, moved, judged, marks, verdicts)] = MAYBE
    return VERDICTS[verdicts[place]]


def _company(table: pd.DataFrame, policy: Policy, path: str) -> tuple[pd.DataFrame, int]:
    """The photo's row with those of its group, where the guard looks at them, and its place among them."""
    row = _row(table, path)
    if not policy.guard or "group" not in table.columns:
        return row, 0
    groups, place = group_codes(table), int(np.argmax(table.index == path))
    if groups[place] < 0:
        return row, 0
    together = np.flatnonzero(groups == groups[place])
    return table.iloc[together], int(np.searchsorted(together, place))


def _row(table: pd.DataFrame, path: str) -> pd.DataFrame:
    if path not in table.index:
        raise ValueError(f"the table has no photo {path!r}; paths are relative to the folder, with /")
    return table.loc[[path]].iloc[:1]


def full_reasons(table: pd.DataFrame, policy: Policy, rows: NDArray[np.integer[Any]] | None = None) -> pd.Series:
    """The reasons of `decide` with values and margins, as text; "" where a photo is kept by every rule.

    Under a human mark also what the policy alone would have said, so that the two can be compared: its rules, since
    the guard looks at no marked photo.

    Args:
        table: all photos of the folder: the guard looks at whole groups.
        policy: the one that decides.
        rows: numbers of the photos whose reasons are asked for, in their order; all of them when left out.
    """
    judged = judge(table, policy)
    verdicts = judged.verdict
    marks, with_mark = with_marks(table, judged)
    saved = saved_by_guard(table, policy, judged, marks, with_mark)
    columns = {name: measured(table, name) for name in policy.measures}
    asked = np.arange(len(table)) if rows is None else np.asarray(rows)
    texts = [""] * len(asked)
    told = np.flatnonzero(((verdicts != KEEP) | (marks >= 0) | (judged.spared != 0))[asked])
    for place, row in zip(told.tolist(), asked[told].tolist(), strict=True):
        verdict = int(verdicts[row])
        if judged.errors[row] >= 0:
            text = unreadable(judged.error_texts[judged.errors[row]])
        elif verdict == UNJUDGED:
            text = nothing_judged(policy)
        else:
            bits = int({REJECT: judged.fired, MAYBE: judged.near, KEEP: judged.spared}[verdict][row])
            text = f"{SAVED}: " * bool(saved[row]) + _said(rules_of(bits, policy), columns, row)
        if marks[row] >= 0:
            alone = f"{VERDICTS[verdict]} ({text})" if text else VERDICTS[verdict]
            text = f"marked {MARKS[marks[row]]}; the policy alone: {alone}"
        texts[place] = text
    return pd.Series(texts, index=table.index[asked], dtype=object, name="reasons")


def _said(rules: list[Rule], columns: dict[str, Floats], row: int) -> str:
    def values(rule: Rule) -> tuple[float, float]:
        other = math.nan if rule.unless is None else float(columns[rule.unless.metric][row])
        return float(columns[rule.metric][row]), other

    return joined(_reason(rule, *values(rule)).text for rule in rules)


def _reason(rule: Rule, value: float, other: float) -> Reason:
    verdict = verdict_of(rule, value, other)
    margin, share = math.nan, math.nan
    if verdict != "exempt":
        margin, share = margin_of(rule, value), float(apply(rule, np.array([value]))[2][0])
    return Reason(rule, value, verdict, margin, share, next(iter(moves_of(rule, value, other)), None), other)


def margin_of(rule: Rule, value: float) -> float:
    """Signed distance to the reject cutoff in the measure's unit; < 0 is on the rejected side."""
    return value - rule.reject if rule.side == "below" else rule.reject - value


def _beside(value: float, *cutoffs: float) -> str:
    """`value` in as few digits, from 4, as leave it on its own side of every cutoff: never "400 < 400"."""
    whole = len(f"{abs(value):.0f}") if 1 <= abs(value) < 1e15 else 0
    for digits in range(max(4, whole), 17):
        text = f"{value:.{digits}g}"
        if all(_order(float(text), cutoff) == _order(value, cutoff) for cutoff in cutoffs):
            return text
    return repr(value)


def _order(value: float, cutoff: float) -> int:
    return (value > cutoff) - (value < cutoff)
