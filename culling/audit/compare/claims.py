"""Anything that can be said of photos as one claim, "should go", so that any two of them can be compared."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.audit.said import decide_alone
from culling.judge import KEEP, MAYBE, REJECT, UNJUDGED, measured
from culling.labels.truth import Truth
from culling.marks import MARK_VERDICTS, MARKS
from culling.policy import Policy
from culling.presets import title
from culling.rule import Side, number

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

_VERDICT_WORDS = {KEEP: "keep", MAYBE: "maybe", REJECT: "reject", UNJUDGED: "unjudged"}


@dataclass(frozen=True, eq=False)
class Claim:
    """Which photos of a table should go, as one voice says.

    Attributes:
        name: the voice, as a person reads it.
        yes: the photos that should go; never one of which nothing is known.
        known: the photos of which it says anything.
        strength: how strongly it says so, higher is stronger; its unit does not matter, only the order. Left out, all
            photos that should go are as strong as one another.
        says: row number → what it says of that photo, in a few words.
    """

    name: str
    yes: Bools
    known: Bools
    strength: Floats | None = None
    says: Callable[[int], str] = lambda _row: ""

    def __post_init__(self) -> None:
        sizes = {len(self.yes), len(self.known), *([] if self.strength is None else [len(self.strength)])}
        if len(sizes) != 1:
            raise ValueError(f"a claim needs one answer for each photo of one table, got sizes {sorted(sizes)}")
        if (self.yes & ~self.known).any():
            raise ValueError(f"{self.name}: a photo of which nothing is known cannot be claimed; leave it unknown")

    def __len__(self) -> int:
        return len(self.yes)

    @cached_property
    def ranks(self) -> Floats:
        """Share of the known photos that are claimed less strongly, 0 … 1, ties shared; NaN for unknown ones."""
        strength = self.yes.astype(np.float64) if self.strength is None else self.strength
        ranked = pd.Series(np.where(self.known, strength, np.nan)).rank(method="average")
        return np.asarray((ranked - 0.5) / max(int(self.known.sum()), 1), np.float64)


def of_policy(table: pd.DataFrame, policy: Policy, name: str = "") -> Claim:
    """What a policy alone rejects, marks aside; maybe is not rejected, and of unjudged photos it says nothing.

    The strength is the verdict, then how far beyond its cutoff a photo lies (−margin).

    Raises:
        ValueError: the table lacks a measure of the policy.
    """
    said = decide_alone(table, policy)
    codes = said["verdict"].cat.codes.to_numpy()

    def says(row: int) -> str:
        reasons = str(said["reasons"].iloc[row])
        return f"{_VERDICT_WORDS[int(codes[row])]}{' · ' if reasons else ''}{reasons}"

    step = np.array([0.0, 1.0, 2.0, 0.0])[codes]  # keep, maybe, reject: margins of different rules are no order of them
    strength = step + np.arctan(-np.nan_to_num(said["margin"].to_numpy(np.float64), nan=np.inf)) / 4
    return Claim(name or f"policy {title(policy)}", codes == REJECT, codes != UNJUDGED, strength, says)


def of_numbers(name: str, values: Floats, side: Side, cutoff: float) -> Claim:
    """Photos whose number lies beyond a cutoff; one exactly at it does not, and NaN is unknown.

    Raises:
        ValueError: no such side, a cutoff that is no number.
    """
    if side not in ("below", "above"):
        raise ValueError(f"side of a claim must be 'below' or 'above', got {side!r}")
    if np.isnan(cutoff):
        raise ValueError(f"the cutoff of {name} must be a number")
    beyond = values < cutoff if side == "below" else values > cutoff
    sign = "<" if side == "below" else ">"
    return Claim(
        f"{name} {sign} {number(cutoff)}",
        beyond,
        ~np.isnan(values),
        -values if side == "below" else values,
        lambda row: f"{values[row]:.4g} · {name}" if not np.isnan(values[row]) else f"unknown · {name}",
    )


def of_measure(table: pd.DataFrame, metric: str, side: Side, cutoff: float) -> Claim:
    """Photos whose measure lies beyond a cutoff: the network, or the number, by itself."""
    return of_numbers(metric, measured(table, metric), side, cutoff)


def of_words(name: str, words: NDArray[np.object_], go: Collection[str]) -> Claim:
    """Photos of which one of these words stands in a column of words; None is unknown."""
    known = np.array([word is not None for word in words], np.bool_)
    yes = known & np.isin(np.array([word or "" for word in words], dtype=str), list(go))
    chosen = ", ".join(sorted(go)) or "nothing"
    return Claim(f"{name} is {chosen}", yes, known, None, lambda row: f"{words[row] or 'unknown'} · {name}")


def of_labels(table: pd.DataFrame, truth: Truth, name: str = "labels") -> Claim:
    """Photos that people labelled reject; the others of the table are unknown."""
    known, yes = np.zeros(len(table), np.bool_), np.zeros(len(table), np.bool_)
    known[truth.rows] = True
    yes[truth.rows] = ~truth.keep
    return Claim(name, yes, known, None, lambda row: _said(yes, known, row, "labelled", "no label"))


def of_marks(table: pd.DataFrame, name: str = "marks") -> Claim:
    """Photos that a person marked reject; photos without a mark are unknown, and maybe is not reject."""
    marks: list[Any] = list(table["mark"]) if "mark" in table else [None] * len(table)
    known = np.array([mark in MARKS for mark in marks], np.bool_)
    yes = np.array([mark in MARKS and MARK_VERDICTS[mark] == "reject" for mark in marks], np.bool_)
    return Claim(name, yes, known, None, lambda row: f"marked {marks[row]}" if known[row] else "no mark")


def _said(yes: Bools, known: Bools, row: int, word: str, none: str) -> str:
    return f"{word} {'reject' if yes[row] else 'keep'}" if known[row] else none
